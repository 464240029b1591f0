from kg.read.form import matching_form
from kg.read.zones import split


def zones(text: str, title: str | None = None) -> list[tuple[str, str]]:
    form = matching_form(text)
    return [(zone.zone, zone.of(text)) for zone in split(form, title)]


PAGE = """Trang chủ
Mười điều cần biết về bóng đá hôm nay
Thứ năm, ngày 4/1/2024
Lạng Sơn và Cao Bằng mở đường chung
Thứ Ba 12/07/2022 08:15
Hai tỉnh vừa họp bàn việc mở một con đường chung qua vùng giáp ranh.
Quang cảnh buổi họp. Ảnh: An Nhiên
Theo kế hoạch, hai bên sẽ khởi công vào cuối năm.
An Nhiên
TIN LIÊN QUAN
Hà Giang ký kết với Tuyên Quang
Giấy phép số 12/GP"""


def test_a_page_is_told_apart_line_by_line() -> None:
    assert [zone for zone, _ in zones(PAGE)] == [
        *("widget", "widget", "timestamp", "headline", "timestamp", "lead", "caption", "body"),
        *("byline", "widget", "teaser", "widget"),
    ]


def test_a_known_title_is_the_headline_wherever_it_stands() -> None:
    text = "Báo điện tử của chúng tôi hôm nay\nTựa bài\nMột câu dài hơn tám chữ để làm đoạn mở đầu."
    assert zones(text, "Tựa  bài")[1] == ("headline", "Tựa bài")


def test_a_text_that_begins_with_sentences_has_no_headline() -> None:
    found = zones("Sáng nay hai tỉnh Lạng Sơn và Cao Bằng cùng họp bàn.\nHọ nói về việc làm đường.")
    assert [zone for zone, _ in found] == ["lead", "body"]


def test_every_character_of_a_line_is_in_one_zone() -> None:
    lines = [line for line in PAGE.splitlines() if line]
    assert [text for _, text in zones(PAGE)] == lines
