"""Phrases in languages of eastern and south-eastern Asia, and Swahili: id ja ko ms sw th tl vi zh."""

from aggregator.reading.phrase_table.row import PhraseRow

# fmt: off
ROWS: tuple[PhraseRow, ...] = (
    ("id", "caption", r"(?:foto|gambar|dok\.?)\s*[:：]\s*\S.{0,80}$"),
    ("id", "promo", r"(?:ikuti|dapatkan) .{0,60}(?:google news|whatsapp channel|saluran whatsapp|telegram|instagram)"),
    ("id", "source", r"(?:artikel|berita) asli\s*[:：]\s*§?"),  # not seen
    ("id", "source", r"(?:artikel|berita|tulisan|blog|konten) (?:ini )?.{0,80}?(?:pertama kali|awalnya|semula) (?:tayang|terbit|dimuat|dipublikasikan|diterbitkan|tampil) (?:di|oleh|pada|dalam) §"),
    ("id", "source", r"(?:artikel|berita|tulisan|konten) ini (?:telah|sudah|pernah)(?: lebih dulu)? (?:tayang|terbit|dimuat|dipublikasikan|diterbitkan) (?:sebelumnya )?(?:di|oleh|pada) §"),
    ("id", "source", r"(?:dikutip|dilansir|disadur|diambil|dicuplik) dari (?:laman |situs )?¤"),
    ("id", "source", r"(?:sumber|sumber berita|sumber artikel|dilansir dari|dikutip dari|disadur dari|via)\s*[:：]\s*§?"),
    ("id", "source", r"baca (?:artikel |berita |selengkapnya )+(?:asli|aslinya|lengkapnya|selengkapnya|di)(?: (?:di )?§)?"),  # not seen
    ("id", "xref", r"(?:baca juga|baca (?:berita )?lainnya|simak juga|lihat juga)\s*[:：|]?"),
    ("ja", "caption", r"(?:写真|画像|撮影|図|動画)(?:提供)?\s*[:：＝=／]\s*\S.{0,60}$"),
    ("ja", "comment", r"コメントを(?:書く|残す|投稿)"),
    ("ja", "paywall", r"(?:この記事は(?:会員|有料)|有料会員|会員限定|残り\d+文字|続きを読むには|無料会員)"),
    ("ja", "promo", r"(?:フォロー|チャンネル登録|メルマガ).{0,30}(?:ください|お願い|登録)"),
    ("ja", "reference", r"(?:データ|画像|図表?)(?:の)?(?:出典|出所)\s*[:：]\s*§?"),  # not seen
    ("ja", "rights", r".{0,40}無断転載"),
    ("ja", "rights", r"無断(?:転載|複製)"),
    ("ja", "source", r"(?:※|＊|注)?(?:この|本)(?:記事|稿|コラム|原稿|インタビュー)は[、,]?\s?(?:もともとは?|元々は?)?\s?(?:\d{4}.{0,14}日に)?\s?§(?:にて|に|で|から|より)(?:\d.{0,14}に)?(?:の)?(?:掲載|公開|配信|転載|初出|寄稿|投稿|提供)"),
    ("ja", "source", r"(?:元(?:の)?記事|オリジナル(?:の)?記事|原文)(?:は|を)?(?:こちら|リンク|読む)"),
    ("ja", "source", r"(?:元の?記事|全文|続き|原文)(?:を|は).{0,12}(?:読む|こちら|見る)"),
    ("ja", "source", r"(?:出典|引用元|情報元|ソース|配信元|提供|元記事|参照元)\s*[:：]\s*§?"),
    ("ja", "source", r"(?:初出|出典|転載)は?[「『（(]§"),
    ("ja", "source", r"(?:配信|初出|転載元|引用|参考元|出所|原典|via)\s*[:：／]\s*§?"),
    ("ja", "source", r"§(?:から|より)の?転載(?:し|で|され|です|記事|$)"),
    ("ja", "source", r"投稿 .{1,200} は § に最初に表示されました"),
    ("ja", "xref", r"(?:あわせて読む|こちらもおすすめ|関連リンク|もっと読む)"),
    ("ja", "xref", r"(?:関連記事|あわせて読みたい|おすすめ記事)"),
    ("ko", "caption", r"(?:사진|영상|그래픽|이미지)\s*(?:제공|출처)?\s*[:：=|/ⓒ]\s*\S.{0,60}$"),
    ("ko", "comment", r"댓글 ?(?:쓰기|달기|남기기|작성)"),
    ("ko", "promo", r"(?:(?:유튜브|네이버|카카오톡|텔레그램|뉴스레터).{0,30}(?:구독|추가|팔로우|제보)|▶.{0,40}(?:구독|제보))"),
    ("ko", "rights", r".{0,80}무단 ?(?:전재|복제|배포)"),
    ("ko", "source", r"(?:원문|기사 원문|원본)\s*(?:보기|읽기|링크|바로가기)"),
    ("ko", "source", r"(?:원문|원본|기사|자료|글|내용) ?출처\s*[:：=]\s*§?"),
    ("ko", "source", r"(?:이|본|위) (?:기사|글|칼럼|콘텐츠)[는은] .{0,60}?(?:처음|먼저|최초로?)\s?(?:게재|공개|발행|보도)"),
    ("ko", "source", r"(?:출처|원문|원문 출처|원문 링크|원본 출처)\s*[\]】]\s*§?"),
    ("ko", "source", r"(?:출처|원문|제공|자료)\s*[:：=]\s*§?"),
    ("ko", "source", r"§\s?에 (?:먼저 |처음 |최초로? )?(?:게재된|실린|공개된|발행된|기고한) (?:글|기사|칼럼|콘텐츠)"),
    ("ko", "xref", r"(?:관련 ?기사|함께 보면 좋은|많이 본 (?:기사|뉴스))"),
    ("ms", "source", r"(?:artikel|berita) ini (?:pertama kali|telah) (?:diterbitkan|disiarkan) (?:di|oleh|dalam) §"),  # not seen
    ("ms", "xref", r"(?:baca lagi|berita berkaitan)\s*[:：|]?"),
    ("sw", "caption", r"picha\s*[:：]\s*\S.{0,80}$"),
    ("sw", "source", r"(?:chanzo|vyanzo)\s*[:：]\s*§?"),
    ("sw", "xref", r"(?:soma (?:pia|zaidi)|pia soma)\s*[:：|]?"),
    ("th", "caption", r"(?:(?:ภาพ|ภาพประกอบ|เครดิตภาพ)\s*[:：]|ภาพจาก|ขอบคุณภาพ)\s*\S.{0,60}$"),
    ("th", "promo", r"(?:ติดตามข่าว|ติดตามเรา|กดติดตาม|แอดไลน์)"),
    ("th", "source", r"(?:ขอ)?ขอบคุณ(?:ข้อมูล|ข่าว|บทความ|เนื้อหา)(?:และภาพ)?(?:จาก)?(?:เว็บไซต์|เว็บ)?\s*[:：]?\s*§"),
    ("th", "source", r"(?:อ่านต่อที่|อ่านต้นฉบับ|อ่านข่าวต้นฉบับ|เรียบเรียงจาก|เผยแพร่ครั้งแรก(?:ที่|ใน|บน))\s*[:：]?\s*§?"),  # not seen
    ("th", "source", r"(?:แหล่ง)?ที่มา(?:ข่าว|ของข่าว|ข้อมูล)?\s*[:：]\s*§?"),
    ("th", "xref", r"(?:อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง|อ่านข่าวเพิ่มเติม)\s*[:：|]?"),
    ("tl", "caption", r"(?:larawan|kuha)\s*(?:ni|mula sa)?\s*[:：]\s*\S.{0,80}$"),
    ("tl", "source", r"(?:pinagmulan|pinagkunan|mula sa)\s*[:：]\s*§?"),
    ("tl", "source", r"(?:unang|orihinal na) (?:nailathala|inilathala|lumabas) (?:sa|ng) §"),  # not seen
    ("tl", "source", r"basahin ang (?:buong|orihinal na) (?:kuwento|kwento|artikulo|balita|ulat)"),
    ("tl", "xref", r"(?:basahin (?:din|rin)|kaugnay na balita)\s*[:：|]?"),
    ("vi", "caption", r"(?:ảnh|hình|ảnh minh họa|nguồn ảnh|video)\s*[:：]\s*\S.{0,80}$"),
    ("vi", "promo", r"(?:theo dõi|đăng ký) .{0,60}(?:google news|kênh|facebook|zalo|telegram|youtube)"),
    ("vi", "source", r"(?:bài viết|bài) (?:này )?.{0,200}?(?:được đăng|được xuất bản|đăng|xuất bản|đã xuất hiện) (?:lần đầu|lần đầu tiên|đầu tiên)(?: tiên)? (?:trên|tại|ở|vào ngày) §"),
    ("vi", "source", r"(?:link )?bài (?:viết )?gốc\s*[:：]\s*§?"),
    ("vi", "source", r"(?:nguồn|nguồn tin|nguồn bài viết|dẫn nguồn|link gốc)\s*[:：]\s*§?"),  # not seen
    ("vi", "source", r"(?:đọc|xem) (?:bài (?:viết )?gốc|toàn bộ bài viết|bài đầy đủ|nguyên văn)(?: (?:tại|trên) §| ở đây)?"),  # not seen
    ("vi", "source", r"theo ¤"),
    ("vi", "xref", r"(?:xem thêm|đọc thêm|tin liên quan|mời bạn đọc thêm)\s*[:：|]?"),
    ("zh", "caption", r"(?:图片来源|圖片來源|图源|圖源|摄影|攝影|图|圖|图片|照片|影像|視頻|视频)(?:來源|来源)?\s*[:：／/]\s*\S.{0,60}$"),
    ("zh", "comment", r"(?:发表|發表|我要|写|留下)(?:评论|評論|留言)"),
    ("zh", "promo", r"(?:关注|關注|扫码|掃碼|下载|下載|加入).{0,30}(?:公众号|微信|官方微博|app|line|好友|粉絲|粉丝)"),
    ("zh", "reference", r"(?:数据|數據|資料|图表|圖表)(?:来源|來源)\s*[:：]\s*§?"),  # not seen
    ("zh", "rights", r"(?:版权所有|版權所有|未经(?:授权|许可|書面).{0,20}(?:转载|不得)|未經(?:授權|許可).{0,20}(?:轉載|不得))"),
    ("zh", "source", r"(?:原文(?:链接|連結|网址|地址|鏈接|出处|出處|来源|來源)|转载出处|轉載出處|转载来源|轉載來源|参考来源|素材来源|首发|首發)\s*[:：]\s*§?"),
    ("zh", "source", r"(?:本文|文章|内容|內容|原文)(?:首发|首發|原载|原載|最早(?:發表|发表|發佈|发布)|发表|發表|原刊)[于於在]?\s*[:：]?\s*§"),
    ("zh", "source", r"(?:本文|文章|内容|原文)(?:来自|來自|转自|轉自|转载自|轉載自|刊于|首发于|出自|摘自)\s*[:：]?\s*§"),
    ("zh", "source", r"(?:来源|來源|文章来源|文章來源|稿件来源|信息来源|转自|轉自|转载自|出处|新闻来源)\s*[:：]\s*§?"),
    ("zh", "source", r"(?:转载自|轉載自|转自|轉自|摘自|摘编自|编译自|編譯自)§"),
    ("zh", "source", r"(?:阅读|閱讀|查看|点击查看|點擊查看)(?:原文|全文)"),
    ("zh", "source", r"[〈《「].{0,120}?[〉》」](?:这篇|這篇)?文章(?:最早|最先|首先)(?:發佈|发布|出现|出現|發表|发表)[于於在]§"),
    ("zh", "source", r"本文(?:經|经|獲|获)(?:由)?§(?:授權|授权|同意|許可|许可)(?:轉載|转载|刊登)"),
    ("zh", "xref", r"(?:相关(?:阅读|新闻|文章)|相關(?:新聞|閱讀|文章)|延伸閱讀|延伸阅读|更多新闻)\s*[:：]?"),
)
