"""What is the least that a program must do to ask tantivy one question?

python benchmarks/tantivy_once.py INDEX QUERY
"""
# mypy: disable-error-code="import-not-found"

import sys

import tantivy

index = tantivy.Index.open(sys.argv[1])
query = index.parse_query(
    sys.argv[2],
    ["title", "body"],
    field_boosts={"title": 2.0},
    conjunction_by_default=True,
)
searcher = index.searcher()
for _, address in searcher.search(query, 10).hits:
    found = searcher.doc(address)
    print(found.get_first("date"), found.get_first("title"))
    print(str(found.get_first("body"))[:200])
