/**
 * Two lists of words; swapping a word of one for a word of the other changes a statement's claim. `-` after a stem
 * allows any ending. Without it, only suffixes that keep the word's meaning are allowed.
 */
export type Contrast = readonly [readonly string[], readonly string[]]

/** Antonyms in texts on machine learning. */
export const ANTONYMS: readonly Contrast[] = [
  [
    ['art-', 'yüksel-', 'büyüt-', 'büyür', 'çoğal-', 'güçlen-', 'şişir-'],
    ['azal-', 'düş-', 'küçül-', 'zayıfla-', 'indir-'],
  ],
  [['büyük'], ['küçük', 'ufak']],
  [['çok', 'fazla', 'daha çok'], ['az']],
  [['yüksek'], ['düşük', 'alçak']],
  [
    ['hızlı', 'hızlan-', 'çabuk-'],
    ['yavaş-', 'ağır'],
  ],
  [['uzun'], ['kısa']],
  [['uzak-'], ['yakın-']],
  [
    ['iyi', 'iyileş-'],
    ['kötü', 'kötüleş-'],
  ],
  [['kolay-'], ['zor', 'zorlaş-', 'güç']],
  [
    ['önce', 'öncesi-', 'önceki'],
    ['sonra', 'sonrası-', 'sonraki'],
  ],
  [
    ['ilk', 'baş', 'başta-', 'baştaki'],
    ['son', 'sonda-', 'sondaki'],
  ],
  [['derin'], ['sığ']],
  [['güçlü'], ['zayıf', 'güçsüz']],
  [
    ['aynı', 'ortak'],
    ['farklı', 'ayrı', 'başka'],
  ],
  [
    ['açık', 'açar', 'açıl-'],
    ['kapalı', 'kapat-'],
  ],
  [
    ['doğru', 'gerçek'],
    ['yanlış', 'sahte'],
  ],
  [
    ['olumlu', 'pozitif'],
    ['olumsuz', 'negatif'],
  ],
  [
    ['iç', 'içinde-', 'içerir'],
    ['dış', 'dışında-', 'dışarıda'],
  ],
  [['üst'], ['alt']],
  [
    ['ekle-', 'katar', 'kat-'],
    ['çıkar-', 'at-', 'sil-'],
  ],
  [
    ['sık', 'sıkça'],
    ['seyrek-', 'nadir-'],
  ],
  [['rastgele'], ['belirli', 'sabit', 'tarih-', 'sıralı']],
  [['sabit-'], ['değişken', 'değişir', 'uyarla-', 'değişmekte-']],
  [['genel'], ['özel', 'yerel']],
  [['karmaşık-'], ['basit-', 'sade-', 'yalın-']],
  [['benzer'], ['farklı', 'benzeme-', 'karşıt', 'ilgisiz']],
  [['kesin-'], ['belirsiz-', 'yaklaşık', 'kaba']],
  [
    ['birleştir-', 'bağla-'],
    ['ayır-', 'böl-'],
  ],
  [
    ['önle-', 'engelle-', 'azalt-', 'gider-'],
    ['sebep', 'neden', 'gerektir-', 'artır-', 'yol açar'],
  ],
  [
    ['sağla-', 'korur', 'koru-'],
    ['boz-', 'engelle-', 'kaybet-', 'yitir-', 'tersine'],
  ],
  [
    ['kısalt-', 'hızlandır-'],
    ['uzat-', 'yavaşlat-'],
  ],
  [['paralel'], ['sırayla', 'sıralı', 'dik']],
  [
    ['tam', 'tamamı-', 'bütün-', 'tüm', 'hep-'],
    ['kısmen', 'bazı', 'bir kısmı-', 'yalnızca'],
  ],
  [
    ['her zaman', 'daima', 'hep'],
    ['bazen', 'nadiren', 'asla'],
  ],
  [
    ['başarılı', 'isabetli'],
    ['başarısız', 'isabetsiz'],
  ],
  [
    ['şeffaf', 'yorumlanabilir'],
    ['kara kutu', 'kapalı'],
  ],
  [['çarp-'], ['böl-', 'topla-']],
  [['ödül-'], ['ceza-']],
  [['tek'], ['çok', 'birçok', 'birden', 'iki', 'çift']],
  [['bir'], ['birkaç', 'birçok', 'bütün']],
  [['birkaç'], ['açgözlü', 'tek', 'hiçbir']],
  [
    ['sol', 'soldan'],
    ['sağ', 'sağdan'],
  ],
  [['ters-'], ['aynı']],
  [
    ['yumuşa-', 'gider-'],
    ['büyüt-', 'ekle-', 'artır-'],
  ],
  [['zorlan-'], ['başarılı', 'emin', 'kolay-']],
  [['yeni-'], ['eski-']],
  [
    ['var', 'vardır'],
    ['yok', 'yoktur'],
  ],
  [
    ['en çok', 'en fazla', 'en yüksek', 'en büyük'],
    ['en az', 'en düşük', 'en küçük'],
  ],
]

/** Terms that are easily confused but mean different things. */
export const TERMS: readonly Contrast[] = [
  [
    ['kesinlik-', 'precision'],
    ['duyarlılık-', 'recall', 'anma'],
  ],
  [
    ['eğitim-', 'train'],
    ['test-', 'sınama-'],
  ],
  [['eğitim-'], ['doğrulama-', 'validation']],
  [['doğrulama-', 'validation'], ['test-']],
  [
    ['gözetimli', 'denetimli'],
    ['gözetimsiz', 'denetimsiz'],
  ],
  [['etiketli'], ['etiketsiz']],
  [
    ['yanlılık-', 'sapma-', 'bias'],
    ['varyans-', 'variance'],
  ],
  [
    ['aşırı öğren-', 'aşırı uyum-', 'overfitting'],
    ['yetersiz öğren-', 'eksik öğren-', 'underfitting'],
  ],
  [
    ['kodlayıcı', 'encoder'],
    ['kod çözücü', 'çözücü', 'decoder'],
  ],
  [
    ['üretici', 'üretken', 'generator'],
    ['ayırt edici', 'ayırıcı', 'discriminator'],
  ],
  [
    ['sınıflandır-', 'classification'],
    ['regresyon-', 'regression', 'kümele-'],
  ],
  [
    ['girdi-', 'giriş-', 'input'],
    ['çıktı-', 'çıkış-', 'output'],
  ],
  [['satır-'], ['sütun-']],
  [['çoğunluk'], ['azınlık']],
  [['parametre-'], ['hiperparametre-']],
  [
    ['sorgu-', 'query'],
    ['anahtar-', 'key', 'belge-'],
  ],
  [['yanlış pozitif-'], ['yanlış negatif-']],
  [['birinci'], ['ikinci']],
  [['tek yönlü'], ['çift yönlü', 'iki yönlü']],
  [
    ['l1', 'lasso'],
    ['l2', 'ridge'],
  ],
  [
    ['bagging', 'torbalama-'],
    ['boosting', 'yükseltme-', 'artırma-'],
  ],
  [
    ['evrişim-', 'cnn'],
    ['özyineleme-', 'rnn', 'yinelemeli'],
  ],
  [['gelecek-'], ['geçmiş-']],
  [['şimdiki'], ['geçmiş-', 'önceki', 'gelecek']],
  [['veri paralel-'], ['model paralel-']],
  [['kayıp'], ['aktivasyon-', 'ödül-']],
  [['koşullu'], ['ortak', 'koşulsuz']],
  [
    ['cpu', 'işlemci-'],
    ['gpu', 'ekran kart-'],
  ],
  [['ortalama-'], ['medyan-', 'ortanca-', 'varyans-', 'mod']],
  [['satır'], ['sütun']],
  [['içerik'], ['işbirlik-']],
  [['yatay'], ['dikey']],
  [['iç'], ['dış']],
  [['yerel'], ['genel', 'küresel', 'global']],
  [['parametrik'], ['parametresiz', 'parametrik olmayan']],
  [
    ['çevrimiçi', 'online'],
    ['çevrimdışı', 'offline'],
  ],
  [['istemci'], ['sunucu']],
  [['matematik-'], ['programlama-', 'istatistik-']],
  [['pencere'], ['adım']],
  [
    ['batch', 'yığın-'],
    ['katman-', 'layer'],
  ],
  [['patlayan'], ['kaybolan', 'sönen']],
  [['birleştirici', 'toplayıcı'], ['bölücü']],
  [
    ['maksimum', 'en büyük', 'azami'],
    ['minimum', 'ortalama', 'en küçük', 'asgari'],
  ],
  [['trend', 'eğilim'], ['mevsimsel-']],
  [['öğretmen'], ['öğrenci']],
  [['ileri'], ['geri']],
  [['türkçe'], ['ingilizce']],
  [['öklid'], ['manhattan', 'kosinüs']],
]
