"""Paragraphs that ask readers for something or claim rights."""

import pytest

from weft.pipeline.extract.html.content.appeals import is_appeal


@pytest.mark.parametrize(
    "text",
    [
        "Never miss a lock gate: sign up for our newsletter.",
        "Jetzt unseren Newsletter abonnieren und nichts verpassen",
        "Síguenos en nuestras redes",
        "Подписывайтесь на наш канал",
        "Kövesse a lapot a közösségi oldalakon is!",
        "Har du tips til denne saken?",
        "点击上方蓝字关注",
        "【责任编辑：王小明】",
        "无断" + "転載: 無断転載を禁じます",
        "무단 전재 및 재배포 금지",
        "© 2021 The Paper. All rights reserved.",
        "You cannot post new topics in this forum\nYou cannot reply to topics in this forum",
        "Vous ne pouvez pas poster de nouveaux sujets dans ce forum",
        "Du darfst keine neuen Themen in diesem Forum erstellen.",
        "No puedes abrir nuevos temas en este Foro",
        "Nie możesz tworzyć nowych tematów",
        "Вы не можете начинать темы",
        "Recevez ma lettre du dimanche",
        "Regístrate gratis para seguir leyendo",
        "All other trademarks are the property of their respective owners.",
        "Ses contenus n'engagent pas la rédaction.",
    ],
)
def test_appeal(text: str) -> None:
    assert is_appeal(text)


def test_long_text_and_prose_are_none() -> None:
    assert not is_appeal("Clients subscribe to topics and publish messages.")
    assert not is_appeal("Follow us " + "along the canal for a mile and a half " * 10)
