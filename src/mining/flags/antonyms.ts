/**
 * Words that exclude each other: a line has sides separated by `|`, and a side stems of the same meaning separated by
 * commas. Any suffixes may follow a stem. Texts of which one has a stem of one side where the other has a stem of
 * another side say different things.
 */
export const ANTONYMS = `
art, artır, arttır, yüksel, yükselt, büyü, büyüt, çoğal, çoğalt, güçlen, güçlendir, şişir, tırman, çık, uza, genişle, genişlet, kabar, yoğunlaş, katlan, kazan, kazandır | azal, azalt, düş, düşür, küçül, küçült, zayıfla, zayıflat, indir, in, iner, kısıl, gerile, eksil, eksilt, daral, daralt, seyrel, seyrelt, kaybol, yit, yitir, kaybet, kaybettir, sıfırla, sön, çök | sabit kal, aynı kal, değişme, değiştirme, etkileme, durul
hızlan, hızlandır, hız al, hız kazan, çabuklaş, çabuklaştır, ivmelen, ivmelendir, kısal, kısalt | yavaşla, yavaşlat, geciktir, gecik, uzat, uza, ağırlaş, ağırlaştır
ertele, ertelen, geciktir, geri at | öne çek, öne çekil, öne al, öne alın
iyileş, iyileştir, geliş, geliştir, düzel, düzelt, onar | kötüleş, kötüleştir, boz, bozul, gerile, zarar ver, zedele, sakatla
kolaylaş, kolaylaştır, basitleş, basitleştir, sadeleştir, yalınlaştır | zorlaş, zorlaştır, güçleş, güçleştir, karmaşıklaş, karmaşıklaştır
önle, engelle, gider, ortadan kaldır, kaldır, yok et, hafiflet, azalt, bastır, durdur, yasakla | neden ol, sebep ol, yol aç, doğur, sebebiyet, artır, tetikle, gerektir, kışkırt, oluştur, üret, derinleştir, pekiştir
koru, korun, sürdür, sakla, tut | boz, kaybet, yitir, yok et, yok say, sil, unut, bırak
sağla, kolaylaştır, mümkün kıl, izin ver, olanak ver, olanak tanı, imkan ver, imkan tanı, destekle, izin | engelle, önle, zorlaştır, güçleştir, imkansızlaştır, yasakla, boz, köstekle, izin verme
ekle, eklen, dahil et, yerleştir | çıkar, çıkarıl, sil, silin, kaldır, ayıkla, çıkart, hariç tut, dışla, ele
birleştir, birleş, bağla, topla, kaynaştır, bütünleştir | ayır, ayrıl, böl, bölün, parçala, kopar, dağıt, ayrıştır
çarp, çarpım, çarpıl | böl, bölüm, bölün | topla, toplam, toplan, topla | çıkar, fark, çıkarıl
sürdür, devam et | durdur, kes, bırak
çeliş, uyuşma | uyuş, örtüş
benze, benzeş | ayrış, farklılaş
sağlam, sağlıklı, çalışan | arızalı, bozuk, kusurlu
kat, ekle | çıkar
sağla, koru, gözet | ihlal, çiğne
boşalt, boş bırak | doldur
benzersiz, biricik | aynı, yinelenen, ortak
önle, kes, kesil, azalt, durdur | artır, art, çoğalt, çoğal, büyüt
yakala, tut | kaçır, ıska
önden, baştan | sondan, arkadan
sınırla, sınırlandır, kısıtla, azalt | artır, serbest bırak, genişlet
aç, açıl, etkinleştir, çalıştır, başlat, aktifleştir, devreye al | kapa, kapat, kapan, kapatıl, devre dışı, durdur, etkisizleştir, pasifleştir
açık, açık kaynak | kapalı, gizli, kapalı kaynak
başla, başlat, başlangıç | bit, bitir, sonlan, sonlandır, tamamla, durdur, kes, dur, bitiş
gir, girdi, giriş, girdi olarak, input | çık, çıktı, çıkış, output
kabul, onay, onayla, benimse, kabullen | ret, red, reddet, geri çevir, reddedil
doğrula, kanıtla, destekle, ispatla, teyit | çürüt, yanlışla, yalanla, çeliş, reddet
izin, izin ver, olanak tanı, olanak ver, serbest, serbest bırak, imkan ver, mümkün kıl, yasal | yasak, yasakla, engelle, engel ol, izin verme, kısıtla, imkansız kıl, yasa dışı
yükle, indir | kaldır, sil, gönder
kazan, kazanç, kar, kâr | kaybet, kayıp, zarar, yitir
öğren, hatırla, anımsa, ezberle | unut
kur, kurul, oluştur, inşa | yık, boz, sök, kaldır, sil
çek, çekil | it, itil, gönder, bas
yaklaş, yaklaştır, yakınlaş, yakınlaştır | uzaklaş, uzaklaştır, ırakla
yaklaş, yakınsa, yakınsat | ıraksa, ıraksat, sap, uzaklaş
yoğunlaş, yoğunlaştır, sıklaştır | seyrel, seyrelt, seyreltil
sıkıştır, küçült, paketle | genişlet, aç, açıl
göster, belirt, ortaya koy, açığa çıkar, açıkla, görünür kıl | gizle, sakla, maskele, ört, sustur
kullan, kullanıl, uygula, uygulan, yararlan, başvur | kaçın, kaçınıl, vazgeç, bırak, terk et, yasakla
artı, pozitif, olumlu | eksi, negatif, olumsuz | nötr, yansız, sıfır
öner, tavsiye et, önerilir | sakıncalı, kaçın, önerme
sev, beğen, hoşlan | nefret, beğenme
güven, inan | şüphe, kuşku, kuşkulan, şüphelen
izle, takip et, uy | ihlal, çiğne, karşı gel
hatırlat | unuttur
yüklen, üstlen | devret, aktar
sor, soru | yanıtla, cevapla, yanıt, cevap
satın al, alıcı | sat, satıcı
kalk, doğ | bat, öl
yaz, yazma, yazıl, yazdır | oku, okuma, okun, sil
ödül, ödüllendir, ödüllendiril, teşvik, teşvik et | ceza, cezalandır, cezalandırıl, caydır
büyük, iri, kocaman, devasa, dev, büyükçe | küçük, ufak, minik, ufacık, küçücük | orta, eşit, orta boy, orta büyüklük
çok, fazla, bol, birçok, pek çok, çok sayıda, fazlaca, çokça, yığınla, binlerce, milyonlarca, yüzlerce, onlarca | az, azıcık, az sayıda, birkaç, bir avuç, yetersiz | hiç, sıfır, hiçbir
daha çok, daha fazla, daha büyük, daha yüksek, daha iyi, daha hızlı | daha az, daha küçük, daha düşük, daha kötü, daha yavaş
en çok, en fazla, en yüksek, en büyük, azami, maksimum, maksimize, enbüyük, en üst, en iyi, ençok | en az, en düşük, en küçük, asgari, minimum, minimize, enküçük, en alt, en kötü, enaz | ortalama, rastgele
en çoğa, ençokla, enbüyükle, maksimize et | en aza, enazla, enküçükle, minimize et
yüksek, üstün, yukarı | düşük, alçak, aşağı | orta
hızlı, çabuk, seri, süratli, çabucak, hızla, tez, saniyeler | yavaş, ağır, yavaşça, ağır ağır, saatler, yavaş yavaş
anında, hemen, derhal, ani | geç, gecikmeli, sonradan, yavaş yavaş, zamanla, aşamalı, kademeli
uzun, uzun vade | kısa, kısa vade | orta vade
geniş, enli, ferah | dar, kısıtlı, sınırlı
kalın | ince
ağır | hafif
uzak, ırak, uzağ | yakın, bitişik, komşu
iyi, olumlu, güzel, başarılı, isabetli, üstün, verimli, yararlı, faydalı | kötü, olumsuz, fena, başarısız, isabetsiz, berbat, verimsiz, zararlı, faydasız
kolay, basit, sade, yalın, zahmetsiz | zor, güç, karmaşık, zahmetli, çetrefil, meşakkatli
zor, güç, zorlukla | kolay, kolayca, kolaylıkla, rahatça
basit, sade, yalın, düz | karmaşık, girift, gelişmiş
ucuz, ekonomik, ücretsiz, bedava, parasız, bedelsiz, düşük maliyetli | pahalı, masraflı, ücretli, paralı, maliyetli, yüksek maliyetli, bedelli
önce, önceden, öncesi, önceki, evvel, öncesinde | sonra, sonradan, sonrası, sonraki, ardından, sonrasında, bittikten | sırasında, esnasında, anında, boyunca
ilk, birinci, ilki | son, sonuncu, sonki | ortadaki, ikinci
baş, baştaki, başında, başlangıç, başındaki, baştan | son, sondaki, sonunda, bitiş, sonundaki, sondan | orta, ortasında, ortasındaki
erken | geç
eski, geçmiş, eskimiş, eskiden | yeni, güncel, gelecek, yenilenmiş, şimdi, günümüzde
taze, güncel | bayat, eskimiş
derin | sığ, yüzeysel
güçlü, kuvvetli, gürbüz, dayanıklı, sağlam, gürbüz | zayıf, güçsüz, kuvvetsiz, dayanıksız, çürük, kırılgan, hassas
aynı, tıpatıp, eş, özdeş, ortak, birebir, eşit, denk | farklı, ayrı, başka, değişik, ayrık, birbirinden farklı, kendi | ters, zıt
benzer, yakın, andır | farklı, zıt, karşıt, ilgisiz, benzemez, alakasız
doğru, gerçek, hakiki, true, haklı | yanlış, sahte, hatalı, false, yapay, uydurma, haksız
geçerli, sahih | geçersiz, sahte
iç, içeri, içinde, içindeki, içten, içsel, dahili, dahil | dış, dışarı, dışında, dışındaki, dıştan, dışsal, harici, hariç
üst, üstte, üstteki, üstünde, üzerinde, tepe, yukarıdaki, üzerindeki, üstü, yukarı | alt, altta, alttaki, altında, altındaki, dip, aşağıdaki, aşağı
önde, öndeki | arka, arkada, arkadaki, arkasında, ard
sol, soldan, sola, soldaki | sağ, sağdan, sağa, sağdaki | orta
yatay, enlemesine | dikey, düşey, boylamasına
dik, dikey, ortogonal | paralel, eğik, yatay, koşut
doğu | batı | kuzey | güney
ileri, öne, ileriye | geri, geriye, arkaya
sık, sıkça, sıklıkla, yaygın | seyrek, nadir, nadiren, ender, az rastlanır
sıkı | gevşek
seyrek, sparse | yoğun, dense, sık
her zaman, daima, hep, sürekli, her seferinde, mutlaka, kesinlikle, kaçınılmaz, her durumda, her koşulda | bazen, kimi zaman, ara sıra, zaman zaman, nadiren, seyrek olarak, arada bir, çoğu zaman, genellikle, çoğunlukla, çoğu kez, genelde, sıklıkla | asla, hiçbir zaman, hiç, katiyen, hiçbir durumda, hiçbir koşulda, hiçbir biçimde
genellikle, çoğunlukla, genelde, sıklıkla, çoğu zaman, çoğu kez | nadiren, seyrek, ender, pek az, arada bir, bazen
*tüm, bütün, hepsi, tamamı, her, tümü, herkes, her biri | çoğu, çoğunluğu, büyük bölümü, büyük çoğunluğu, büyük kısmı, birçoğu, yalnızca, yalnız, sadece | bazı, kimi, bir kısmı, bir bölümü, bazıları, yarısı, birkaç, birkaçı, çok azı, küçük bir kısmı, bir parçası, kimisi | hiçbir, hiç, hiçbiri, hiç kimse
tamamen, tümüyle, bütünüyle, baştan sona | kısmen, yer yer, biraz | hiç
herhangi bir, rastgele bir | yalnızca, yalnız, sadece, belirli
çoğu, çoğunluk, çoğunluğu, büyük bölümü, büyük çoğunluğu, büyük kısmı | azınlık, azınlığı, küçük bölümü, azı, birkaçı, küçük bir bölümü, çok azı
tam, eksiksiz, bütün, bütünüyle, tamamlanmış | eksik, yarım, kısmi, kısmen, noksan, yarısı
aşırı, fazla, çok | eksik, yetersiz, az, düşük
yeterli, yeter, kâfi, yetiyor | yetersiz, eksik, az, yetmez, yetmiyor
zorunlu, şart, gerekli, mecburi, gerekir, gerek, mecbur, elzem, lazım | isteğe bağlı, seçmeli, gereksiz, ihtiyari, tercihe bağlı, lüzumsuz, opsiyonel, keyfi | yasak
mümkün, olanaklı, olası, olası | imkansız, imkânsız, olanaksız, olasılık dışı
kesin, net, belli, belirgin, kesinlikle | belirsiz, muğlak, yaklaşık, kaba, bulanık, belki, şüpheli, kuşkulu, olası, tahmini
net, keskin | bulanık, flu
sabit, durağan, değişmez, statik | değişken, değişir, dinamik, uyarlanır, devingen, oynak, dalgalı, değişmekte
statik | dinamik
rastgele, rasgele, gelişigüzel, rassal, stokastik, tesadüfi | belirlenimci, deterministik, düzenli, sıralı, sistematik, sırayla, belirli
rastgele, rasgele | sıralı, sırayla, sırasıyla, elle
genel, evrensel, global, küresel, bütünsel | özel, yerel, lokal, bölgesel
elle, el ile, manuel | otomatik, kendiliğinden, otomatikman
doğrudan, dolaysız, direkt | dolaylı, aracılı, dolaylı yoldan
doğal, gerçek | yapay, sentetik, suni
canlı, çevrimiçi, online, gerçek zamanlı | çevrimdışı, offline, toplu, yığın
canlı, diri | ölü, cansız
aktif, etkin, faal | pasif, edilgen, etkisiz, atıl
artan, yükselen, artarak | azalan, düşen, inen, azalarak | sabit
bağımlı | bağımsız
simetrik, bakışımlı | asimetrik, bakışımsız
düzenli, muntazam, dengeli | düzensiz, dağınık, dengesiz
tutarlı | tutarsız, çelişkili
dengeli | dengesiz
temiz, arı, saf | kirli, gürültülü, pis, karışık
boş | dolu
sıcak | soğuk
ıslak, nemli, yaş | kuru
açık, aydınlık, parlak | koyu, karanlık, loş
siyah, kara | beyaz, ak
kırmızı | mavi | yeşil | sarı | mor | turuncu
genç | yaşlı, ihtiyar
zengin, varsıl | yoksul, fakir
kadın, kız | erkek, adam, oğlan
anne | baba
gündüz | gece
sabah | öğle | akşam | gece
tek, bir tane, tekil, biricik, yalnız bir, tek bir | çok, birçok, birden çok, birden fazla, çift, çoğul, iki, birkaç, ayrı ayrı, çeşitli, ikişer
bir | birkaç, birçok, bütün, iki, sıfır
tek yönlü | çift yönlü, iki yönlü, çok yönlü
tekil | çoğul
var, vardır, mevcut, bulunur, varlık, varlığı | yok, yoktur, eksik, yokluk, yokluğu
içer, içerir, barındır, taşı, kapsa | dışla, hariç, içerme, yoksun
ile, birlikte, beraber, sayesinde, yardımıyla | olmadan, olmaksızın, hariç, rağmen
sayesinde, nedeniyle, yüzünden, dolayı, ötürü, için | rağmen, karşın, halde
artık | henüz, hâlâ, hala
ayrıca, üstelik | ancak, oysa
şimdiki, mevcut, bugünkü | önceki, gelecek, geçmiş, eski
gelecek, sonraki | geçmiş, önceki
bugün | dün | yarın
ters, tersine, zıt, aksine, ters orantılı | aynı, doğru orantılı, düz
doğru orantılı | ters orantılı
ağırlıklı | ağırlıksız, basit
önemli, kritik, hayati, belirleyici, can alıcı | önemsiz, ikincil, kıymetsiz, ehemmiyetsiz, gereksiz
avantaj, üstünlük, artı, yarar, fayda, güçlü yan, olumlu yan | dezavantaj, sakınca, eksi, zarar, kusur, zayıf yan, olumsuz yan
yarar, fayda | zarar
sebep, neden | sonuç, etki
başarı | başarısızlık, hezimet
başar | başaramama, başarısız
şeffaf, saydam, yorumlanabilir, açıklanabilir | opak, kara kutu, kapalı
kara kutu | beyaz kutu, açık kutu
adil, tarafsız, yansız, nesnel | yanlı, taraflı, adaletsiz, öznel
nesnel, objektif | öznel, sübjektif
nicel, sayısal | nitel, sözel, kategorik
sayısal, dijital | analog, örneksel, kategorik, sözel
kesikli, ayrık, kategorik | sürekli, kesiksiz
kuramsal, teorik | uygulamalı, pratik, deneysel
soyut | somut
öznel | nesnel
merkezi, merkezî, tek merkezli | dağıtık, merkezsiz, dağıtılmış, yerel
güvenli, emniyetli, güvenilir | tehlikeli, riskli, güvensiz, güvenilmez, sakıncalı
risk, tehlike | fırsat, güvence
açgözlü | kapsamlı, tam
kaba | ince, hassas, titiz, ayrıntılı
ayrıntılı, uzun uzadıya, detaylı | özet, kısaca, yüzeysel, özetle
gönüllü | zorunlu
özgür, serbest | tutsak, kısıtlı
resmi, kurumsal | gayriresmî, gündelik
sert, katı | yumuşak, esnek
esnek | katı, sert
kararlı, istikrarlı, dengeli | kararsız, istikrarsız, oynak, dengesiz
homojen, türdeş | heterojen, karışık, ayrışık
anlamlı | anlamsız, manasız
pozitif | negatif
bilinçli, kasıtlı, bilerek, isteyerek | bilinçsiz, kasıtsız, bilmeden, kazara, yanlışlıkla, istemeden
bilinen, bilindik, tanınan | bilinmeyen, bilinmez, tanınmayan
görünür, görünen, açıkta | görünmez, gizli, örtük, saklı
açıkça, açık açık | gizlice, örtük, üstü kapalı
ana, asıl, temel, başlıca | yan, ikincil, yardımcı, yedek, tali
asıl, özgün, orijinal, aslı | kopya, türev, taklit, yedek, sahte
sağlıklı | hasta, sağlıksız
taraf, yandaş, lehine, lehinde | karşıt, aleyhine, aleyhinde
üye | yabancı
normal, olağan, sıradan | anormal, olağandışı, sıra dışı, aykırı
barış | savaş
dost | düşman
yaz | kış | ilkbahar | sonbahar
zirve, tepe, doruk | dip, çukur, taban
fazlalık | eksiklik
iyimser | kötümser, karamsar
dürüst | hileli, yalancı
yukarıda | aşağıda
yakınsak | ıraksak
makro | mikro
zayıf kal | güçlen
zorlan, bocala | başar, başarılı
kararsız, emin olmadığı | emin, kararlı
yumuşat, gider, bastır, hafiflet | büyüt, artır, ekle, abart, keskinleştir
aş, üstünde, üzerinde, üstüne çık | altında, altına, altına düş
indirge, küçült | genişlet, büyüt
dikkate al, izle, önemse, gözet | görmezden gel, yok say, göz ardı et, ihmal et
yeter, yeterli | yetme, az, yetersiz
içbükey, konkav | dışbükey, konveks
çift | tek
yarım, yarı, yarıya, yarısı | iki kat, iki katı, katı, tam, bütün, tamamı
yarıya | ikiye, iki katına, üçe
karşılaştır, kıyasla | eşitle
insan | makine, robot, bilgisayar
`
