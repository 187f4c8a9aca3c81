"""Pictures for the demonstration's reports: drawn, and saying on their face that they are no photos of any work."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

SIZE = (800, 600)
SKY, GROUND, STEEL, INK = (214, 221, 224), (170, 158, 140), (92, 98, 102), (27, 29, 31)


def draw_demo_picture(number: int) -> ContentFile:
    """A building as far as it is built; the higher the number, the more floors."""
    image = Image.new("RGB", SIZE, SKY)
    brush = ImageDraw.Draw(image)
    brush.rectangle((0, 430, *SIZE), fill=GROUND)
    for floor in range(1 + number % 4):
        top = 430 - 80 * (floor + 1)
        brush.rectangle((220, top, 580, top + 80), outline=STEEL, width=8)
        brush.line((340, top, 340, top + 80, 460, top + 80, 460, top), fill=STEEL, width=6)
    brush.text((40, 510), f"DEMO, NOT A PHOTO  {number}", fill=INK, font=ImageFont.load_default(44))
    data = BytesIO()
    image.save(data, "JPEG", quality=70)
    return ContentFile(data.getvalue(), name=f"演示图片{number}.jpg")
