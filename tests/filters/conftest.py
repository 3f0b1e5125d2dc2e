"""Ordinary prose in several languages, written for these tests: a walk to the market, told at some length."""

import pytest

_PROSE = {
    "en": """Every Saturday morning the people of our small town walk down to the market by the river. The
farmers have been up since four, and they bring apples, bread, cheese and flowers that were cut
the evening before. My grandmother always buys her potatoes from the same man, because he once
helped her to carry a heavy bag home in the rain. She says that good manners are worth more
than a low price, and nobody in the family has ever dared to disagree with her.""",
    "de": """Jeden Samstagmorgen gehen die Leute aus unserer kleinen Stadt zum Markt hinunter, der am Fluss
liegt. Die Bauern sind schon seit vier Uhr auf den Beinen und bringen Äpfel, Brot, Käse und
Blumen mit, die sie am Abend zuvor geschnitten haben. Meine Großmutter kauft ihre Kartoffeln
immer bei demselben Mann, weil er ihr einmal geholfen hat, eine schwere Tasche im Regen nach
Hause zu tragen. Sie sagt, dass gutes Benehmen mehr wert ist als ein niedriger Preis, und
niemand in der Familie hat ihr jemals widersprochen.""",
    "fr": """Chaque samedi matin, les habitants de notre petite ville descendent au marché qui se trouve au
bord de la rivière. Les paysans sont debout depuis quatre heures et ils apportent des pommes,
du pain, du fromage et des fleurs coupées la veille. Ma grand-mère achète toujours ses pommes
de terre au même homme, parce qu'il l'a aidée un jour à porter un sac lourd sous la pluie. Elle
dit que la politesse vaut plus qu'un bon prix, et personne dans la famille n'a jamais osé la
contredire.""",
    "fi": """Joka lauantaiaamu pienen kaupunkimme asukkaat kävelevät joen rannalla olevalle torille.
Maanviljelijät ovat olleet hereillä jo neljästä asti, ja he tuovat mukanaan omenoita, leipää,
juustoa ja kukkia, jotka on leikattu edellisenä iltana. Isoäitini ostaa perunansa aina samalta
mieheltä, koska tämä auttoi häntä kerran kantamaan raskaan kassin kotiin sateessa. Hän sanoo,
että hyvät tavat ovat arvokkaampia kuin halpa hinta, eikä kukaan perheessä ole koskaan
uskaltanut väittää vastaan. Kun ostokset on tehty, juomme kahvia kirkon vieressä ja katselemme,
miten tori hiljalleen tyhjenee.""",
    "ru": """Каждую субботу утром жители нашего маленького города спускаются на рынок у реки. Крестьяне на
ногах уже с четырёх часов, они привозят яблоки, хлеб, сыр и цветы, которые срезали накануне
вечером. Моя бабушка всегда покупает картошку у одного и того же человека, потому что однажды
он помог ей донести тяжёлую сумку до дома под дождём. Она говорит, что хорошие манеры стоят
дороже, чем низкая цена, и никто в семье никогда не решался с ней спорить. После рынка мы пьём
чай на площади и смотрим, как город просыпается.""",
    "ko": """토요일 아침마다 우리 작은 마을 사람들은 강가에 있는 시장으로 걸어 내려간다. 농부들은 네
시부터 일어나 사과와 빵과 치즈 그리고 전날 저녁에 꺾은 꽃을 가지고 온다. 할머니는 언제나
같은 사람에게서 감자를 사신다. 그 사람이 언젠가 비 오는 날에 무거운 가방을 집까지 들어 준
적이 있기 때문이다. 할머니는 좋은 예의가 싼 값보다 더 가치 있는 것이라고 말씀하시고, 우리
가족 중에 그 말에 감히 반대한 사람은 한 명도 없다. 장을 다 보고 나면 우리는 교회 옆에서
차를 마시며 시장이 천천히 비어 가는 모습을 바라볼 수 있다. 그 시간이 나는 참 좋다.""",
    "ja": """毎週土曜日の朝、私たちの小さな町の人々は川のそばにある市場まで歩いて行きます。農家の人たちは四時から
起きていて、りんごやパン、チーズ、それに前の晩に切った花を持って来ます。祖母はいつも同じ男の人からじ
ゃがいもを買います。その人がある雨の日に、重いかばんを家まで運ぶのを手伝ってくれたからです。祖母は、
よい礼儀は安い値段よりも大切だと言い、家族の誰もそれに反対したことがありません。買い物が終わると、教
会の隣でお茶を飲みながら、市場が静かになっていくのを眺めます。""",
    "zh": """每个星期六的早上，我们小镇上的人都会走到河边的市场去。农民们四点钟就起床了，他们带来苹果、面包、奶酪
，还有前一天晚上剪下来的鲜花。我的祖母总是在同一个人那里买土豆，因为有一次下大雨，他帮她把很重的袋子
一直提回了家。她说，待人有礼比便宜的价钱更值得，家里从来没有人敢反对她。买完东西以后，我们坐在教堂旁
边喝茶，看着市场慢慢地安静下来。""",
    "th": """ทุกเช้าวันเสาร์ ผู้คนในเมืองเล็กๆ ของเราจะเดินลงไปที่ตลาดริมแม่น้ำ ชาวนาตื่นตั้งแต่ตีสี่
และนำแอปเปิล ขนมปัง ชีส และดอกไม้ที่ตัดไว้เมื่อเย็นวันก่อนมาขาย
คุณยายของฉันซื้อมันฝรั่งจากชายคนเดิมเสมอ เพราะครั้งหนึ่งเขาเคยช่วยถือถุงหนักกลับบ้าน
ท่ามกลางสายฝน ท่านบอกว่ามารยาทที่ดีมีค่ามากกว่าราคาถูก และไม่มีใครในครอบครัวกล้าเถียง""",
    "ar": """في صباح كل سبت ينزل أهل بلدتنا الصغيرة إلى السوق الذي يقع على ضفة النهر. الفلاحون مستيقظون منذ
الساعة الرابعة، وهم يحملون التفاح والخبز والجبن والزهور التي قطفوها في المساء السابق. جدتي
تشتري البطاطس دائما من الرجل نفسه، لأنه ساعدها ذات مرة على حمل كيس ثقيل إلى البيت تحت المطر.
تقول إن حسن الخلق أثمن من السعر الرخيص، ولم يجرؤ أحد من العائلة على أن يخالفها. بعد أن ننتهي من
الشراء نشرب الشاي في الساحة ونراقب كيف تستيقظ المدينة.""",
}


@pytest.fixture(scope="session")
def prose() -> dict[str, str]:
    """Language to about 60 to 90 words of prose (for ja, zh and th: 100 characters and more)."""
    return _PROSE
