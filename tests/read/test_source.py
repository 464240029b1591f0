import http.server
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kg.config import Settings
from kg.errors import KgError
from kg.read.source import page_at, page_in, page_of, unwrapped

HTML = """<!doctype html><html lang="vi"><head><title>Hai tỉnh ký kết</title>
<meta property="og:site_name" content="Báo Lạng Sơn">
<meta property="article:published_time" content="2023-05-06T07:00:00+07:00"></head>
<body><nav><a href="/">Trang chủ</a></nav><article><h1>Hai tỉnh ký kết</h1>
<p>Ngày 5/5, tỉnh Lạng Sơn và tỉnh Cao Bằng ký kết chương trình phối hợp về giao thông, du lịch.</p>
<p>Hai bên thống nhất cùng mở tuyến đường nối hai tỉnh và chia sẻ kinh nghiệm làm du lịch.</p>
</article><footer>Bản quyền</footer></body></html>"""


def pdf(lines: list[str]) -> bytes:
    """Return a PDF of one page with `lines` of ASCII."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 40 700 Td {shown} ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def test_a_page_gives_its_text_and_what_it_states_of_itself() -> None:
    page = page_of(HTML.encode(), "page")
    assert "Lạng Sơn và tỉnh Cao Bằng ký kết" in page.text
    assert "Trang chủ" not in page.text
    assert (page.title, page.published) == ("Hai tỉnh ký kết", date(2023, 5, 6))


def test_plain_text_is_taken_as_it_is_in_normal_form() -> None:
    page = page_of("Hoà\r\nBình\n".encode(), "text")
    assert (page.text, page.published) == ("Hoà\nBình\n", None)


def test_a_pdf_gives_its_lines_as_sentences() -> None:
    page = page_of(pdf(["Hai tinh ky ket", "chuong trinh."]), "pdf")
    assert page.text.strip() == "Hai tinh ky ket chuong trinh."


def test_lines_are_joined_only_where_a_sentence_goes_on() -> None:
    assert unwrapped("Hai tỉnh\nký kết.\nNgày mai\n\nhọp") == "Hai tỉnh ký kết.\nNgày mai\n\nhọp"


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"   ", b"a\x00b", b"%PDF-1.7 broken", b"<html></html>"]
)
def test_what_is_no_article_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(KgError, match=r"^name: .+"):
        page_of(content, "name")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("dài " * 100, encoding="utf-8")
    with pytest.raises(KgError, match="KG_FETCH_BYTES"):
        page_in(path, Settings(fetch_bytes=10))


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/inside":
            self.send_response(302)
            self.send_header("Location", "/page")
        else:
            self.send_response(200 if self.path == "/page" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if self.path != "/inside":
            self.wfile.write(HTML.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_an_address_named_by_number_is_fetched(site: str) -> None:
    page = page_at(f"{site}/page", Settings())
    assert page.title == "Hai tỉnh ký kết"


def test_a_redirect_to_an_inside_address_is_refused(site: str) -> None:
    with pytest.raises(KgError, match="not a public address"):
        page_at(f"{site}/inside", Settings())


def test_a_name_that_leads_inside_is_refused(site: str) -> None:
    port = site.rsplit(":", 1)[1]
    with pytest.raises(KgError, match="not a public address"):
        page_at(f"http://localhost:{port}/page", Settings())


def test_an_error_and_a_page_that_is_too_large_are_told(site: str) -> None:
    with pytest.raises(KgError, match="answers 404"):
        page_at(f"{site}/none", Settings())
    with pytest.raises(KgError, match="KG_FETCH_BYTES"):
        page_at(f"{site}/page", Settings(fetch_bytes=100))
