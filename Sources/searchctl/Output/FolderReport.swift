// SPDX-License-Identifier: Apache-2.0

internal import DocumentModel
internal import IndexFormat
internal import Ingest
internal import Storage

/// What a live index says of itself.
struct FolderReport {
  let folder: IndexFolder
  let commit: IndexCommit
  let path: String

  private var manifest: Manifest { commit.manifest }

  private var byteCount: Int { manifest.segments.reduce(0) { $0 + $1.byteCount } }

  private func name(_ path: FilePath) -> String { path.lastComponent }

  var text: String {
    let style = TextStyle(usesColor: Terminal.usesColor)
    let schema = commit.segments[0].reader.schema
    var text = "\(style.bold(path))  \(ProgressLine.bytes(Int64(byteCount)))\n"
    text += "documents  \(ProgressLine.grouped(manifest.liveCount))\n"
    text += "deleted    \(ProgressLine.grouped(manifest.deletedCount))\n"
    text += "commit     manifest-\(manifest.number)\n"
    text += RankingText.lines(schema)
    for reason in commit.skipped {
      text += style.yellow("note: a newer commit cannot be read: \(reason)") + "\n"
    }
    var rows = [["segment", "documents", "deleted", "bytes", "tombstones", "id"]]
    for record in manifest.segments {
      rows.append([
        name(folder.segment(record.file)), ProgressLine.grouped(record.documentCount),
        ProgressLine.grouped(record.deletedCount), ProgressLine.grouped(record.byteCount),
        record.tombstoneFile > 0 ? name(folder.tombstones(record.tombstoneFile)) : "",
        "\(record.segmentID)",
      ])
    }
    text += "\n" + Table(rows: rows).text(style)
    rows = [["field", "type", "analyzer", "weight", "stored", "documents", "words"]]
    for (field, statistics) in zip(schema.fields, manifest.statistics) {
      let isText = field.type == .text
      rows.append([
        field.name, field.type.rawValue, isText ? field.analyzer : "",
        isText ? "\(field.weight)" : "", field.isStored ? "yes" : "no",
        isText ? ProgressLine.grouped(statistics.documentCount) : "",
        isText ? ProgressLine.grouped(Int(clamping: statistics.totalLength)) : "",
      ])
    }
    text += "\n" + Table(rows: rows).text(style) + "\n"
    let description = commit.segments[0].reader.description
    text += Table(rows: [["analysis", ""]] + description.map { [$0.0, $0.1] }).text(style)
    for note in AnalysisReach.notes(description) {
      text += style.yellow("note: \(note)") + "\n"
    }
    return text
  }

  var json: String {
    let schema = commit.segments[0].reader.schema
    let description = commit.segments[0].reader.description
    var writer = JSONWriter()
    writer.object { object in
      object.member("schema", 1)
      object.member("index", path)
      object.member("bytes", byteCount)
      object.member("documents", manifest.liveCount)
      object.member("deleted", manifest.deletedCount)
      object.member("manifest", Int(clamping: manifest.number))
      object.name("unreadable_commits")
      object.array(commit.skipped) { $0.string($1) }
      object.name("segments")
      object.array(manifest.segments) { array, record in
        array.object { member in
          member.member("file", name(folder.segment(record.file)))
          member.member("id", "\(record.segmentID)")
          member.member("bytes", record.byteCount)
          member.member("documents", record.documentCount)
          member.member("deleted", record.deletedCount)
          guard record.tombstoneFile > 0 else { return }
          member.member("tombstones", name(folder.tombstones(record.tombstoneFile)))
        }
      }
      object.name("fields")
      object.array(zip(schema.fields, manifest.statistics)) { array, element in
        let (field, statistics) = element
        array.object { member in
          member.member("name", field.name)
          member.member("type", field.type.rawValue)
          member.member("stored", field.isStored)
          guard field.type == .text else { return }
          member.member("analyzer", field.analyzer)
          member.name("weight")
          member.number(field.weight)
          member.member("default", field.isDefault)
          member.member("documents", statistics.documentCount)
          member.member("words", Int(clamping: statistics.totalLength))
        }
      }
      object.name("analysis")
      object.object { members in
        for (name, value) in description { members.member(name, value) }
      }
      object.name("notes")
      object.array(AnalysisReach.notes(description)) { $0.string($1) }
    }
    return writer.text + "\n"
  }
}
