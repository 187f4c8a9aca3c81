"""The role groups, the categories of the register, and what the application's database role may not do."""

from django.db import migrations

ROLES = ["steward", "unit_head", "supervisor", "leader", "auditor", "admin"]

# Labels renamed between years are one category; the body text of the source adds those at the end of each list.
CATEGORIES = {
    "urban": [
        ("road", "道路工程", "Roads"),
        ("pump", "管廊泵站", "Utility tunnels and pump stations"),
        ("power", "电力工程", "Power supply"),
        ("bmw", "宝马配套工程", "Works supporting the BMW plant"),
        ("lighting", "亮化工程", "Lighting"),
        ("greening", "绿化工程", "Greening"),
        ("bridge", "桥梁工程", "Bridges"),
        ("park", "公园改造", "Parks"),
        ("toilet", "厕所改造", "Public toilets"),
        ("unsafe_housing", "危房改造", "Unsafe housing"),
        ("gas", "燃气安全", "Gas safety"),
        ("traffic", "交通设施", "Traffic facilities"),
        ("water", "水利设施", "Water management"),
        ("rural", "农村人居环境整治", "Rural living environment"),
        ("school", "学校设施", "School buildings"),
        ("clinic", "卫生设施", "Health facilities"),
        ("venue", "公共文体设施", "Culture and sports venues"),
        ("waste", "垃圾分类", "Waste sorting"),
        ("renewal", "城市更新", "Urban renewal"),
        ("environment", "生态环保", "Environmental protection"),
    ],
    "livelihood": [
        ("community", "社区工作", "Communities"),
        ("elderly", "居家养老工程", "Care for the elderly"),
        ("estate", "老旧小区改造", "Renewal of old estates"),
        ("property", "物业小区管理", "Property management"),
        ("village", "城中村改造", "Urban villages"),
        ("resettlement", "回迁安置", "Resettlement"),
        ("housing", "住房保障", "Housing security"),
        ("deeds", "解遗办证", "Outstanding property deeds"),
        ("heating", "保煤供暖", "Heating"),
        ("education", "教育事业", "Education"),
        ("medical", "医疗卫生事业", "Medical care"),
        ("culture", "文体惠民工程", "Culture and sports for all"),
        ("employment", "就业与救助", "Employment and relief"),
        ("governance", "社会治理", "Public safety and governance"),
    ],
    "industry": [
        ("manufacturing", "工业制造", "Manufacturing"),
        ("energy", "新能源", "New energy"),
        ("digital", "数字经济", "Digital economy"),
        ("service", "现代服务业", "Modern services"),
        ("agriculture", "现代农业", "Modern agriculture"),
        ("innovation", "科技创新", "Science and technology"),
        ("investment", "招商引资与开放合作", "Investment and opening-up"),
    ],
}


def add(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    group.objects.bulk_create([group(name=name) for name in ROLES])
    category = apps.get_model("projects", "Category")
    rows = [(code, name, english, box) for box, found in CATEGORIES.items() for code, name, english in found]
    category.objects.bulk_create(
        category(code=code, name=name, name_en=english, list=box, order=order)
        for order, (code, name, english, box) in enumerate(rows, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
