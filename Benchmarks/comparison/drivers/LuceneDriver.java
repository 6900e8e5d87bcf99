// SPDX-License-Identifier: Apache-2.0

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.ja.JapaneseAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.QueryBuilder;

/**
 * Lucene: build ANALYSIS DOCUMENTS FOLDER; query ANALYSIS FOLDER QUERIES RESULTS ROUNDS MODE...
 *
 * <p>The analysis is words (Unicode words in lower case, no stop words) or japanese (Kuromoji; each
 * word of a query becomes the phrase of its morphemes).
 */
public final class LuceneDriver {
  private static final ObjectMapper JSON = new ObjectMapper();
  /** Before anything is timed all queries run mixed, until they are compiled. */
  private static final int WARM_UP_ROUNDS = 12;
  private static final double WARM_UP_SECONDS = 40;

  private record Entry(String id, Query query) {}

  public static void main(String[] arguments) throws Exception {
    Analyzer analyzer = arguments[1].equals("japanese")
        ? new JapaneseAnalyzer() : new StandardAnalyzer(CharArraySet.EMPTY_SET);
    List<String> rest = Arrays.asList(arguments).subList(2, arguments.length);
    if (arguments[0].equals("build")) {
      build(analyzer, Path.of(rest.get(0)), Path.of(rest.get(1)));
    } else if (arguments[0].equals("read")) {
      read(Path.of(rest.get(0)), new StoredField("id", ""),
          new Field("body", "", TextField.TYPE_NOT_STORED), () -> {});
    } else {
      query(arguments[1].equals("japanese") ? analyzer : null, Path.of(rest.get(0)),
          Path.of(rest.get(1)), rest.get(2), Integer.parseInt(rest.get(3)),
          rest.subList(4, rest.size()));
    }
  }

  private static void build(Analyzer analyzer, Path documents, Path folder) throws IOException {
    IndexWriterConfig config = new IndexWriterConfig(analyzer)
        .setOpenMode(IndexWriterConfig.OpenMode.CREATE).setRAMBufferSizeMB(1024)
        .setUseCompoundFile(false).setMergeScheduler(new SerialMergeScheduler());
    StoredField key = new StoredField("id", "");
    Field body = new Field("body", "", TextField.TYPE_NOT_STORED);
    Document document = new Document();
    document.add(key);
    document.add(body);
    try (IndexWriter writer = new IndexWriter(FSDirectory.open(folder), config)) {
      read(documents, key, body, () -> writer.addDocument(document));
      writer.forceMerge(1);
      writer.commit();
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  /** Sets the fields to those of one document after the other, and acts on each. */
  private static void read(Path documents, Field key, Field body, Action action)
      throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(documents)) {
      for (String line; (line = lines.readLine()) != null; ) {
        JsonNode node = JSON.readTree(line);
        String title = node.path("title").asText("");
        String text = node.path("body").asText("");
        key.setStringValue(node.path("id").asText());
        if (node.has("text")) text = node.get("text").asText();
        else if (!title.isEmpty()) text = title + "\n" + text;
        body.setStringValue(text);
        action.run();
      }
    }
  }

  private static void query(
      Analyzer analyzer, Path folder, Path queries, String results, int rounds,
      List<String> modes) throws IOException {
    IndexSearcher searcher =
        new IndexSearcher(DirectoryReader.open(new MMapDirectory(folder)));
    searcher.setQueryCache(null);
    searcher.setSimilarity(new BM25Similarity(1.2f, 0.75f));
    Map<String, List<Entry>> classes = new LinkedHashMap<>();
    for (String line : Files.readAllLines(queries)) {
      JsonNode node = JSON.readTree(line);
      classes.computeIfAbsent(node.get("class").asText(), name -> new ArrayList<>())
          .add(new Entry(node.get("id").asText(), query(node.get("clauses"), analyzer)));
    }
    if (modes.stream().anyMatch(mode -> !mode.equals("hits"))) warmUp(searcher, classes, modes);
    try (PrintWriter out = new PrintWriter(results, "UTF-8")) {
      for (List<Entry> group : classes.values()) {
        for (String mode : modes) {
          if (mode.equals("hits")) {
            for (Entry entry : group) out.println(hits(searcher, entry));
            continue;
          }
          long[] best = bestTimes(searcher, group, mode, rounds);
          for (int i = 0; i < best.length; i++) {
            out.println(JSON.writeValueAsString(
                Map.of("id", group.get(i).id, "mode", mode, "ns", best[i])));
          }
        }
      }
    }
  }

  private static Query query(JsonNode clauses, Analyzer analyzer) {
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    Query only = null;
    for (JsonNode clause : clauses) {
      String[] terms = new String[clause.get(1).size()];
      for (int i = 0; i < terms.length; i++) terms[i] = clause.get(1).get(i).asText();
      Query part = part(terms, analyzer);
      switch (clause.get(0).asText()) {
        case "must" -> builder.add(part, Occur.MUST);
        case "not" -> builder.add(part, Occur.MUST_NOT);
        default -> builder.add(only = part, Occur.SHOULD);
      }
    }
    return clauses.size() == 1 && only != null ? only : builder.build();
  }

  private static Query part(String[] terms, Analyzer analyzer) {
    if (analyzer != null) {
      Query made = new QueryBuilder(analyzer).createPhraseQuery("body", String.join(" ", terms));
      return made == null ? new MatchNoDocsQuery() : made;
    }
    return terms.length == 1
        ? new TermQuery(new Term("body", terms[0])) : new PhraseQuery("body", terms);
  }

  /** Runs a query in a mode; with a count of matches nothing may be skipped. */
  private static TopDocs run(IndexSearcher searcher, Query query, String mode) throws IOException {
    int limit = mode.startsWith("top1000") ? 1000 : mode.startsWith("top100") ? 100 : 10;
    TopScoreDocCollector collector = TopScoreDocCollector.create(
        limit, mode.endsWith("count") ? Integer.MAX_VALUE : limit);
    searcher.search(query, collector);
    return collector.topDocs();
  }

  private static void call(IndexSearcher searcher, Query query, String mode) throws IOException {
    if (mode.equals("count")) searcher.count(query); else run(searcher, query, mode);
  }

  private static void warmUp(
      IndexSearcher searcher, Map<String, List<Entry>> classes, List<String> modes)
      throws IOException {
    long start = System.nanoTime();
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      for (List<Entry> group : classes.values()) {
        for (Entry entry : group) {
          for (String mode : modes) {
            if (!mode.equals("hits")) call(searcher, entry.query, mode);
          }
          if ((System.nanoTime() - start) / 1e9 > WARM_UP_SECONDS) return;
        }
      }
    }
  }

  /** The best times; the rounds go over all queries in turn, and half as many more warm up. */
  private static long[] bestTimes(
      IndexSearcher searcher, List<Entry> group, String mode, int rounds) throws IOException {
    long[] best = new long[group.size()];
    Arrays.fill(best, Long.MAX_VALUE);
    int warmUpRounds = Math.max(1, rounds / 2);
    for (int round = 0; round < warmUpRounds + rounds; round++) {
      for (int i = 0; i < best.length; i++) {
        long start = System.nanoTime();
        call(searcher, group.get(i).query, mode);
        long elapsed = System.nanoTime() - start;
        if (round >= warmUpRounds) best[i] = Math.min(best[i], elapsed);
      }
    }
    return best;
  }

  private static String hits(IndexSearcher searcher, Entry entry) throws IOException {
    TopDocs found = run(searcher, entry.query, "top10count");
    List<Object> hits = new ArrayList<>();
    for (ScoreDoc hit : found.scoreDocs) {
      hits.add(List.of(searcher.storedFields().document(hit.doc).get("id"), hit.score));
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("id", entry.id);
    line.put("mode", "hits");
    line.put("count", found.totalHits.value);
    line.put("hits", hits);
    return JSON.writeValueAsString(line);
  }
}
