"""A Whoosh codec of flat arrays: the fast index. Imports corpus and the rest of index.

**What it is.** An index is a Whoosh index: its directory, lock, tables of contents. Each segment is one file of
little-endian arrays, mapped into memory (`container.py` says how they lie in it). `whoosh.index.open_dir` opens it
through `whoosh_codec.py`; `index.open_writer` writes it.

    container.py    the file: named arrays, checksums, opening, verifying
    bits.py         numbers of any width in a stream
    strings.py      byte strings numbered as they come; `dictionary.py` sorted terms
    postings.py     lists of postings: blocks, positions, bounds; `stream.py` writes them into a container
    chunks.py       text to chunks and gaps, compiled; `words.py` analyzes each distinct chunk once, `plain.py` most of
                    them in a loop, `english.py` their stems
    sorting.py      the counting sort; `builder.py` makes a segment by it, of `lists.py`, `view.py` and `fieldterms.py`
    merge.py        one segment of several; `merge_texts.py` their stored texts
    lane.py         batches scanned beside the caller; `beside.py` sections written side by side
    huffman.py      prefix codes; `texts.py` texts spelled in them
    stories_file.py which documents are copies of one another, a file for each generation
    stored.py       stored records; `record.py` their bytes; `columns.py` one value per document
    segment.py      an open segment
    soundness.py    whether the parts of a segment agree, by the loops of `crosscheck.py`
    salvage.py      what can be read of a broken one
    whoosh_*.py     Whoosh's codec, tables of contents, the batch between two commits, the writing port

**Format 3.** A segment has these sections. Documents are numbered from 0 in the order written; `X.first` says where
the rows of X start, one more at the end.

    terms.text, .ends      exact terms of title and body, in the order of their bytes; each one's end, a 0 before
    stems.text, .ends      stems, likewise
    fields.text, .ends     terms of the other fields, each behind a byte that is its field's place in `schema.FIELDS`
    words.*                postings with places of every word: a distinct result of analysis, terms and stems that stand
                           at one position together. Ordered by the first term, then the first stem
    word_terms, .first     the terms of each word, the main one first; word_stems, .first: its stems
    term_words, .first     the words that have each term; stem_words, .first: those that have each stem
    terms.numbers          four a term: articles by title and by body, occurrences in titles and in bodies
    stems.*                postings of every stem, without places, with bounds
    fields.*               postings with places of `fields`; a field of values has neither places nor counts
    lengths                tokens of title and body of each document, by turns
    column.NAME …          `columns.py`
    stored.*               `stored.py`

A phrase of stems takes its positions from the words of each stem, so positions are kept once. Which documents are
deleted is not in the file, which never changes, but in the table of contents of each generation.

**History.** 1: the first. 2: titles and bodies spelled by vocabularies, no longer compressed with their heads. 3: no
terms of the field `band`, since bands follow from the column `signature`; a segment of format 2 is read as it is, and
loses them when it is merged.
"""

__all__: list[str] = []
