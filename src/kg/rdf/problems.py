"""The rules for the text of an RDF file, with their messages."""

from __future__ import annotations

from kg.rdf.findings import Rule

TOO_LARGE = Rule(
    "too-large",
    "tệp có {size} byte, vượt giới hạn {limit}: hãy chia tệp, hoặc nâng giới hạn",
    "the file has {size} bytes, more than the limit of {limit}: split it, or raise the limit",
)
UNREADABLE = Rule(
    "unreadable",
    "không đọc được tệp ({reason}): hãy kiểm tra quyền truy cập",
    "the file cannot be read ({reason}): check its permissions",
)
FORMAT = Rule(
    "format",
    "định dạng {suffix} không được nhận: hãy chuyển sang Turtle (.ttl) hoặc TriG (.trig)",
    "the format {suffix} is not accepted: convert the file to Turtle (.ttl) or TriG (.trig)",
)
MISPLACED = Rule(
    "misplaced",
    "tệp không nằm đúng chỗ: hãy chuyển vào {where}",
    "the file is not where its graph could be named: move it to {where}",
)
NOT_UTF8 = Rule(
    "not-utf8",
    "byte 0x{byte:02X} tại vị trí {offset} không phải UTF-8: hãy lưu tệp bằng mã UTF-8",
    "byte 0x{byte:02X} at offset {offset} is not UTF-8: save the file as UTF-8",
)
BOM = Rule(
    "bom",
    "tệp bắt đầu bằng dấu thứ tự byte (BOM): hãy lưu bằng UTF-8 không BOM",
    "the file begins with a byte order mark: save it as UTF-8 without BOM",
)
CRLF = Rule(
    "crlf",
    "dòng kết thúc bằng CR: hãy lưu tệp với kiểu xuống dòng LF",
    "the line ends with CR: save the file with LF line ends",
)
BIDI = Rule(
    "bidi",
    "ký tự điều khiển hướng chữ U+{code:04X} làm văn bản hiện khác với nội dung: hãy xóa nó",
    "the bidirectional control character U+{code:04X} makes the text look other than it is: "
    "remove it",
)
NFD = Rule(
    "nfd",
    "{text} không ở dạng chuẩn Unicode NFC: hãy viết lại thành {nfc}",
    "{text} is not in Unicode normal form NFC: write it as {nfc}",
)
UNDECLARED_PREFIX = Rule(
    "undeclared-prefix",
    "tiền tố {prefix}: chưa được khai báo: hãy thêm @prefix, hoặc sửa lỗi gõ",
    "the prefix {prefix}: is not declared: add an @prefix line, or correct the spelling",
)
IRI_SPACE = Rule(
    "iri-space",
    "IRI {iri} có khoảng trắng: hãy bỏ đi hoặc viết thành %20",
    "the IRI {iri} contains a space: remove it or write %20",
)
RELATIVE_IRI = Rule(
    "relative-iri",
    "IRI {iri} là tương đối: hãy viết đầy đủ, bắt đầu bằng https://",
    "the IRI {iri} is relative: write it in full, beginning with https://",
)
NESTING = Rule(
    "nesting",
    "ngoặc lồng nhau hơn {limit} tầng: hãy đặt IRI cho các nút bên trong",
    "brackets are nested more than {limit} deep: give the inner nodes IRIs",
)
TOO_MANY = Rule(
    "too-many",
    "tệp có hơn {limit} lỗi và chỉ {limit} lỗi đầu được nêu: hãy sửa chúng rồi kiểm tra lại",
    "the file has more than {limit} faults, of which the first {limit} are listed: mend them and "
    "check again",
)
NOT_RDF11 = Rule(
    "not-rdf-1.1",
    "{text} là cú pháp của RDF 1.2: hãy dùng Turtle hoặc TriG 1.1",
    "{text} is syntax of RDF 1.2: use Turtle or TriG 1.1",
)
SYNTAX = Rule(
    "syntax",
    "lỗi cú pháp: {reason}: hãy sửa tại đây hoặc ngay trước đó",
    "syntax error: {reason}: mend it here or just before",
)
BLANK_NODE = Rule(
    "blank-node",
    "nút trống {text} trong dữ liệu: hãy đặt IRI dưới https://w3id.org/vnrc/id/",
    "the blank node {text} stands in data: give it an IRI under https://w3id.org/vnrc/id/",
)
NO_GRAPH = Rule(
    "no-graph",
    "bộ ba về {subject} nằm ngoài mọi đồ thị có tên: hãy đặt vào một khối <tên đồ thị> {{ … }}",
    "a triple about {subject} stands outside every named graph: "
    "move it into a <graph name> {{ … }} block",
)
GRAPH_NAME = Rule(
    "graph-name",
    "tên đồ thị {graph} không nằm dưới {base}: hãy đổi tên",
    "the graph name {graph} is not under {base}: rename the graph",
)
GRAPH_TWICE = Rule(
    "graph-twice",
    "đồ thị {graph} đã có trong {other}: mỗi đồ thị chỉ nằm trong một tệp",
    "the graph {graph} is already in {other}: a graph stands in one file only",
)
COMMENT = Rule(
    "comment",
    "chú thích này sẽ mất khi tệp được viết lại: hãy chuyển lên đầu tệp, hoặc vào rdfs:comment",
    "this comment would be lost when the file is rewritten: move it to the head of the file, "
    "or into an rdfs:comment",
)
