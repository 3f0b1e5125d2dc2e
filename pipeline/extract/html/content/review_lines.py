"""Lines of shops that ask for a review or say that there is none, in the form that ``stock_lines`` reads."""

REVIEWS = r"""
there are (?:currently )?no (?:customer |product )?reviews | no reviews (?:yet|found)\b | add review\W*$
(?:write|add) (?:a|your|the first) review\b | be the first to (?:write|review|rate|leave|comment)\b
(?:noch )?keine (?:kunden)?(?:bewertungen|rezensionen)\b
(?:eine |erste )?bewertung (?:schreiben|abgeben|verfassen)\W*$
(?:aucun|pas (?:encore )?d['’])\W?avis\b | (?:donner|laisser|écrire|rédiger|ajouter) (?:un|votre) avis\b
soyez le premier à (?:donner|laisser|écrire|rédiger|évaluer|commenter)
(?:escribe|escribir|deja|añad[ea]) (?:una|tu) (?:reseña|opinión|valoración)\b
no hay (?:reseñas|valoraciones|opiniones)\b | sé el primero en (?:dejar|escribir|valorar|opinar)
(?:nessuna recensione|scrivi (?:una|la tua) recensione)\b
(?:nenhuma avaliação|escreva (?:uma|a sua) avaliação|seja o primeiro a (?:avaliar|comentar))\b
(?:brak (?:opinii|recenzji)|napisz (?:opinię|recenzję)|dodaj (?:opinię|recenzję))\b
(?:отзывов (?:пока )?нет|нет отзывов|оставить отзыв|написать отзыв|оставьте (?:первый )?отзыв)
(?:henüz (?:değerlendirme|yorum)|yorum yap\W*$|değerlendirme yaz)
(?:nog geen|schrijf een) (?:reviews?|beoordeling)
暂无评(?:价|论) | 写评(?:价|论) | レビューを書く | レビューはまだ
(?:리뷰|후기) ?(?:쓰기|작성)\W*$ | 등록된 (?:리뷰|후기|상품평)
"""
