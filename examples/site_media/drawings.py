"""Charts, technical drawings, and the small pictures around a page."""

from collections.abc import Mapping

from PIL import Image, ImageDraw, ImageFont

from .making import Made, encoded

INK, PAPER, RED, GREEN, BLUE = (34, 40, 49), (252, 251, 247), (186, 50, 42), (46, 125, 80), (38, 92, 148)


def axes(title: str, x_label: str, y_label: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """An empty 800×500 chart whose plot spans x 80–770 and y 60–430."""
    image = Image.new("RGB", (800, 500), PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((80, 6), title, INK, ImageFont.load_default(24))
    draw.line([(80, 60), (80, 430), (770, 430)], INK, 2)
    draw.text((425, 470), x_label, INK, ImageFont.load_default(18), anchor="mm")
    draw.text((84, 52), y_label, INK, ImageFont.load_default(16), anchor="ls")
    return image, draw


def bar_chart(title: str, x_label: str, y_label: str, bars: Mapping[str, float], top: float) -> bytes:
    """A PNG with one labelled bar a value; `top` is the value at the upper end of the axis."""
    image, draw = axes(title, x_label, y_label)
    font = ImageFont.load_default(15)
    step = 690 / len(bars)
    for index, (name, value) in enumerate(bars.items()):
        x, y = 80 + step * (index + 0.5), 430 - 370 * value / top
        draw.rectangle([x - step * 0.32, y, x + step * 0.32, 429], BLUE)
        draw.text((x, y - 11), f"{value:g}", INK, font, anchor="mm")
        draw.text((x, 446), name, INK, font, anchor="mm")
    return encoded(image, "PNG", optimize=True)


def charts() -> Made:
    """The figures of the articles on optics and range."""
    image, draw = axes("Geographic range, eye at 5 m", "height of the light (m)", "nautical miles")
    font = ImageFont.load_default(15)
    for height_m in range(0, 101, 20):
        x = 80 + 690 * height_m / 100
        draw.text((x, 446), str(height_m), INK, font, anchor="mm")
        draw.line([(x, 430), (x, 436)], INK, 2)
    for miles in range(0, 31, 10):
        y = 430 - 370 * miles / 30
        draw.text((62, y), str(miles), INK, font, anchor="mm")
        draw.line([(80, y), (770, y)], (222, 220, 212) if miles else INK, 1)
    curve = [(80 + 6.9 * h, 430 - 370 * 2.08 * (h**0.5 + 5**0.5) / 30) for h in range(101)]
    draw.line(curve, RED, 4, joint="curve")
    yield "media/charts/range-by-height.png", encoded(image, "PNG", optimize=True)
    orders = {"1": 920.0, "2": 700.0, "3": 500.0, "3.5": 375.0, "4": 250.0, "5": 187.5, "6": 150.0}
    yield "media/charts/lens-orders.png", bar_chart("Focal length by lens order", "order", "mm", orders, 1000)
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    fog = dict(zip(months, (31, 38, 64, 97, 142, 171, 203, 118, 52, 40, 33, 29), strict=True))
    yield "media/charts/fog-hours.png", bar_chart("Hours of fog signal, one year", "month", "hours", fog, 220)
    power = {"carbon arc": 2500.0, "filament": 1000.0, "metal halide": 250.0, "LED": 60.0}
    yield (
        "media/charts/lamp-power.png",
        bar_chart("Typical power of an electric source", "source", "watts", power, 2800),
    )


def drawings() -> Made:
    """A PNG with alpha, a palette GIF, an animated GIF and a WebP."""
    lens = Image.new("RGBA", (480, 640))
    draw = ImageDraw.Draw(lens)
    draw.rounded_rectangle([150, 270, 330, 370], 60, (120, 190, 170, 230), INK, 3)
    for ring in range(1, 7):
        for y in (320 - 50 - ring * 36, 320 + 50 + (ring - 1) * 36):
            slant = 10 + 7 * ring
            up = y < 320
            corner = [
                (160, y + 32 if up else y),
                (160 + slant, y if up else y + 32),
                (320 - slant, y if up else y + 32),
            ]
            draw.polygon([*corner, (320, y + 32 if up else y)], (120, 190, 170, 200), INK)
    draw.line([(20, 320), (460, 320)], (*RED, 255), 3)
    yield "media/drawings/lens-section.png", encoded(lens, "PNG", optimize=True)
    buoys = Image.new("P", (420, 260), 0)
    buoys.putpalette([*PAPER, *RED, *GREEN, *INK, *BLUE])
    draw = ImageDraw.Draw(buoys)
    draw.rectangle([0, 200, 420, 260], 4)
    draw.polygon([(60, 210), (110, 210), (110, 120), (60, 120)], 2)
    draw.polygon([(310, 210), (360, 210), (335, 110)], 1)
    draw.line([(85, 120), (85, 80)], 3, 4)
    draw.line([(335, 110), (335, 70)], 3, 4)
    yield "media/drawings/buoys.gif", encoded(buoys, "GIF")
    shown = [Image.new("L", (200, 200), level) for level in (12, 240, 12, 240, 12)]
    for frame in shown:
        ImageDraw.Draw(frame).rectangle([90, 90, 110, 200], fill=120)
    timing = [500, 500, 500, 500, 3000]
    flashes = encoded(shown[0], "GIF", save_all=True, append_images=shown[1:], duration=timing, loop=0)
    yield "media/drawings/group-flash.gif", flashes
    marks = Image.new("RGB", (720, 360), (206, 224, 236))
    draw = ImageDraw.Draw(marks)
    draw.rectangle([0, 310, 720, 360], (96, 110, 84))
    for column, (body, stripe) in enumerate(((RED, None), (PAPER, INK), (INK, PAPER), (PAPER, RED))):
        left = 70 + column * 160
        draw.rectangle([left, 60, left + 70, 320], body, INK, 2)
        for y in range(90, 320, 80) if stripe else ():
            draw.rectangle([left, y, left + 70, y + 40], stripe)
    yield "media/drawings/daymarks.webp", encoded(marks, "WEBP", quality=80)


def page_furniture() -> Made:
    """Logo, icons, a banner and a tracking pixel: what a rule on sizes should drop."""
    logo = Image.new("RGBA", (48, 48))
    ImageDraw.Draw(logo).polygon([(18, 8), (30, 8), (36, 46), (12, 46)], (*RED, 255))
    yield "media/icons/logo.png", encoded(logo, "PNG")
    mail = Image.new("RGB", (16, 16), PAPER)
    ImageDraw.Draw(mail).line([(1, 3), (8, 9), (14, 3), (14, 12), (1, 12), (1, 3)], INK)
    yield "media/icons/mail.png", encoded(mail, "PNG")
    share = Image.new("P", (16, 16), 0)
    share.putpalette([*PAPER, *BLUE])
    ImageDraw.Draw(share).polygon([(3, 8), (12, 3), (12, 13)], 1)
    yield "media/icons/share.gif", encoded(share, "GIF")
    yield "media/icons/pixel.gif", encoded(Image.new("P", (1, 1)), "GIF", transparency=0)
    banner = Image.new("RGB", (728, 90), BLUE)
    ImageDraw.Draw(banner).text(
        (364, 45), "Give a year of The Lantern Room", PAPER, ImageFont.load_default(34), anchor="mm"
    )
    yield "media/icons/banner.png", encoded(banner, "PNG")
