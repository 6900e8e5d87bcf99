// SPDX-License-Identifier: Apache-2.0

import Ingest
import Testing

@Suite struct RejectWriterTests {
  @Test func rejectionsAreJSONLines() throws {
    let folder = try TemporaryFolder()
    try folder.write("r.jsonl", "stale")
    do {
      let writer = try RejectWriter(path: folder.path + "/r.jsonl")
      #expect(!folder.has("r.jsonl"))
      try writer.write(
        Rejection(
          location: .init(file: "a", line: 2, byteOffset: 9), reason: .notAnObject,
          raw: Array("[\"1\"]".utf8)))
      try writer.write(
        Rejection(
          location: .init(file: "b"), reason: .notUTF8(byteOffset: 0), raw: [0xFF, 0xFE, 0, 1]))
      #expect(writer.count == 2)
    }
    #expect(
      try folder.text("r.jsonl") == """
        {"file":"a","line":2,"byte":9,"reason":"not a JSON object","raw":"[\\"1\\"]"}
        {"file":"b","byte":0,"reason":"not UTF-8 at byte 0","raw_base64":"//4AAQ=="}

        """)
  }

  @Test func withoutRejectionsThereIsNoFile() throws {
    let folder = try TemporaryFolder()
    _ = try RejectWriter(path: folder.path + "/r.jsonl")
    #expect(!folder.has("r.jsonl"))
  }
}
