import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flagsOf } from '../../src/mining/flags/flags.js'

/** Pairs that say different things; written for these tests, one sentence a side. */
const DIFFERENT: Record<string, string> = {
  'negated imperatives and optatives': `
    Düşük öğrenme oranı kullan. / Düşük öğrenme oranı kullanma.
    Modeli bu veriyle eğitin. / Modeli bu veriyle eğitmeyin.
    Lütfen testi çalıştırınız. / Lütfen testi çalıştırmayınız.
    Eşiği düşürsün. / Eşiği düşürmesin.
    Verileri paylaşsınlar. / Verileri paylaşmasınlar.
    Bu adımı atlayalım. / Bu adımı atlamayalım.
    Keşke modeli yeniden eğitsek. / Keşke modeli yeniden eğitmesek.
    Ağırlıkları sıfırla başlat ve eğitime geç. / Ağırlıkları sıfırla başlatma ve eğitime geç.`,
  'denials of other forms': `
    Model ezberleyemez. / Model ezberleyebilir.
    Kodu paylaşmamız gerekiyor. / Kodu paylaşmamamız gerekiyor.
    Bence bu yöntemi denemeli. / Bence bu yöntemi denememeli.
    Test verisine bakmadan model seçilmelidir. / Test verisine bakarak model seçilmelidir.
    Bağlantı güvenlidir. / Bağlantı güvenli sayılmaz.
    Bu veri kümesi halka açık değil. / Bu veri kümesi halka açık.
    Deneyi tekrarlamaya gerek var. / Deneyi tekrarlamaya gerek yok.
    Bu veri kümesi dengelidir. / Bu veri kümesi dengesizdir.
    Model ne hızlı ne de doğrudur. / Model hem hızlı hem de doğrudur.
    Model ne hızlıdır ne de doğrudur. / Model hızlıdır ve doğrudur.
    Bu yöntem sorunu çözmekten uzaktır. / Bu yöntem sorunu çözer.
    Adım büyüyünce eğitim kararsızlaşır. / Adım büyüyünce eğitim kararsızlaşmaz.
    Uzun sorularda yanıt anlamsızlaştı. / Uzun sorularda yanıt anlamsızlaşmadı.
    Bu yapı yeniden eğitime gerek bırakmaz. / Bu yapı yeniden eğitim gerektirir.`,
  'numbers, ordinals, months and units': `
    Birinci katman dondurulur. / İkinci katman dondurulur.
    Katsayı -3 bulundu. / Katsayı 3 bulundu.
    Konferans mart ayında yapıldı. / Konferans mayıs ayında yapıldı.
    Kurs pazartesi günü başlıyor. / Kurs çarşamba günü başlıyor.
    Bellek kullanımı iki katına çıktı. / Bellek kullanımı iki kat düştü.
    Eğitim süresi iki katına çıktı. / Eğitim süresi yarıya indi.
    Hata oranı %5'ten %3'e düştü. / Hata oranı %3'ten %5'e çıktı.
    Eğitim 12 saat sürdü. / Eğitim 12 gün sürdü.
    Model 7 milyon parametreli. / Model 7 milyar parametreli.
    Fiyatı 100 dolar. / Fiyatı 100 lira.
    Model saniyede 30 kare işler. / Model dakikada 30 kare işler.`,
  antonyms: `
    Makale kabul edildi. / Makale reddedildi.
    Veri kümesinin ticari kullanımı serbesttir. / Veri kümesinin ticari kullanımı yasaktır.
    Uzaklık matrisi simetriktir. / Uzaklık matrisi asimetriktir.
    Bu yaklaşım parametriktir. / Bu yaklaşım nonparametriktir.
    TF-IDF vektörleri seyrektir. / TF-IDF vektörleri yoğundur.
    Model genellikle yakınsar. / Model nadiren yakınsar.
    Deney hipotezi doğruladı. / Deney hipotezi çürüttü.
    Algoritma yakınsadı. / Algoritma ıraksadı.
    Sistem çevrimiçi çalışır. / Sistem çevrimdışı çalışır.
    Dropout'u çıkarım sırasında kapatın. / Dropout'u çıkarım sırasında açın.
    Kurumun sunduğu arayüz ücretsiz kullanılıyor. / Kurumun sunduğu arayüz ücretli kullanılıyor.
    Deneme sürümü ertelendi. / Deneme sürümü öne alındı.
    Küçük yığınlar daha gürültülü gradyan verir. / Küçük yığınlar daha az gürültülü gradyan verir.`,
  quantifiers: `
    Bütün modeller bu testi geçti. / Modellerin çoğu bu testi geçti.
    Tüm katılımcılar anketi tamamladı. / Katılımcıların hiçbiri anketi tamamlamadı.
    Yalnızca son katman eğitildi. / Tüm katmanlar eğitildi.
    Deneylerin en az üçü başarılı oldu. / Deneylerin en çok üçü başarılı oldu.`,
  'exchanged roles, conditions and causes': `
    UMAP, t-SNE'den hızlıdır. / t-SNE, UMAP'ten hızlıdır.
    Öğretmen model öğrenci modeli eğitir. / Öğrenci model öğretmen modeli eğitir.
    Önce normalleştirme, sonra etkinleştirme uygulanır. / Önce etkinleştirme, sonra normalleştirme uygulanır.
    Sigmoid yerine ReLU kullanıldı. / ReLU yerine sigmoid kullanıldı.
    Modelin yanlılığı yüksek, varyansı düşüktür. / Modelin yanlılığı düşük, varyansı yüksektir.
    Öğrenme hızı yüksekse kayıp ıraksar. / Kayıp ıraksarsa öğrenme hızı yüksektir.
    Gradyan patladığı için eğitim durdu. / Eğitim durduğu için gradyan patladı.`,
  'opposite preferences': `
    Sonucu doğruluk değil, F1 ile raporlayın. / Sonucu F1 değil, doğruluk ile raporlayın.
    Kodun ne yaptığını değil neden yaptığını yazın. / Kodun neden yaptığını değil ne yaptığını yazın.
    Türkçe için küçük modeli değil en az orta modeli seçin. / Türkçe için orta modeli değil küçük modeli seçin.
    Tabloyu elle doldurmak yerine betikle üretin. / Tabloyu betikle üretmek yerine elle doldurun.
    Aykırı değerlerde ortalamadan ziyade ortanca bildirilir. / Aykırı değerlerde ortancadan ziyade ortalama bildirilir.
    Kayıp eğitim değil, doğrulama kümesinde izlenir. / Kayıp doğrulama değil, sınama kümesinde izlenir.
    Ölçek olarak 1 yerine 4 kullanılır. / Ölçek olarak 4 yerine 1 kullanılır.`,
  'other names': `
    Verileri k-ortalamalar ile ayırdık. / Verileri karar ağacı ile ayırdık.
    Geri yayılımı Rumelhart popülerleştirdi. / Geri yayılımı Schmidhuber popülerleştirdi.
    Deneyi Ayşe yürüttü. / Deneyi Mehmet yürüttü.
    Model ImageNet üzerinde eğitildi. / Model CIFAR-10 üzerinde eğitildi.
    Kod PyTorch ile yazıldı. / Kod TensorFlow ile yazıldı.
    Model Google tarafından yayımlandı. / Model OpenAI tarafından yayımlandı.
    Sunucu Frankfurt'ta bulunuyor. / Sunucu Dublin'de bulunuyor.`,
}

/** Pairs that say the same, although a word suggests otherwise. */
const EQUAL: Record<string, string> = {
  'reordered lists and words': `
    Kesinlik, duyarlılık ve F1 raporlanır. / F1, duyarlılık ve kesinlik raporlanır.
    Model PyTorch, TensorFlow ve JAX ile çalışır. / Model JAX, PyTorch ve TensorFlow ile çalışır.
    Kesinlik ve duyarlılık ters orantılıdır. / Duyarlılık ile kesinlik ters orantılıdır.
    Yöntem hem ucuz hem hızlıdır. / Yöntem hızlı ve ucuzdur.
    Bu sonucu Ayşe buldu. / Ayşe bu sonucu buldu.`,
  'names of one term': `
    AI sistemleri hızla gelişiyor. / YZ sistemleri hızla gelişiyor.
    Yapay zekâ sağlıkta yaygınlaşıyor. / AI sağlıkta yaygınlaşıyor.
    NLP alanında BERT sık kullanılır. / DDİ alanında BERT sık kullanılır.
    Gözetimli öğrenmede etiket gerekir. / Denetimli öğrenmede etiket gerekir.`,
  'negative forms that deny nothing': `
    Veri temizliği vazgeçilmez bir adımdır. / Veri temizliği zorunlu bir adımdır.
    Modeli eğitmeden önce veriyi temizleyin. / Model eğitiminden önce veriyi temizleyin.
    Yalnızca hızlı değil, aynı zamanda doğrudur. / Hızlı olduğu kadar doğrudur.`,
  'double negations': `
    Bunu fark etmemek mümkün değil. / Bunu mutlaka fark edersiniz.
    Bu yaklaşım başarısız değildir. / Bu yaklaşım başarılıdır.
    Model başarısız sayılmaz. / Model başarılı sayılır.
    Parametre sayısı azdır. / Parametre sayısı çok değildir.
    Sonuçlar tutarlı değildir. / Sonuçlar tutarsızdır.
    Modeli kullanmak gerekmez. / Modeli kullanmaya gerek yoktur.`,
  'equal preferences': `
    Doğruluk yerine F1 kullanın. / F1'i doğruluk yerine kullanın.
    Doğruluk yerine F1 kullanın. / F1 yerine doğruluk kullanmayın.
    Sonucu doğruluk değil, F1 gösterir. / Sonucu gösteren doğruluk değil, F1'dir.
    Ortalamadan ziyade ortanca bildirilir. / Ortalama yerine ortanca bildirilir.
    Model verilen görevi yerine getirir. / Verilen görevi model yerine getirir.`,
  converses: `
    BERT-large, BERT-base'den büyüktür. / BERT-base, BERT-large'dan küçüktür.
    Derin ağ, sığ ağdan daha yavaştır. / Sığ ağ, derin ağdan daha hızlıdır.
    Rastgele orman, karar ağacının ardından önerildi. / Karar ağacı, rastgele ormandan önce önerildi.
    Kayıp arttıkça doğruluk azalır. / Kayıp azaldıkça doğruluk artar.`,
  'forms of one quantity': `
    Sıcaklık 10-20 derece arasında değişir. / Sıcaklık 10–20 derece arasında değişir.
    GPT-4 bu soruyu çözdü. / GPT 4 bu soruyu çözdü.
    Model 2019'da yayımlandı. / Model 2019 yılında yayımlandı.
    Uzaklık 1 km idi. / Uzaklık 1.000 m idi.
    Verinin %50'si kullanıldı. / Verinin yarısı kullanıldı.
    Verinin dörtte biri ayrıldı. / Verinin %25'i ayrıldı.
    Oran 0,5 oldu. / Oran %50 oldu.
    Eğitim 90 dakika sürer. / Eğitim bir buçuk saat sürer.
    Dosya 2 GB. / Dosya 2048 MB.
    İki yüz elli örnek toplandı. / 250 örnek toplandı.
    Model 175 milyar parametreli. / Model 175B parametreli.
    3'üncü katman dondurulur. / Üçüncü katman dondurulur.
    Model yedi gün eğitildi. / Model bir hafta eğitildi.`,
}

function pairsOf(lines: string): [string, string][] {
  return lines
    .trim()
    .split('\n')
    .map(line => line.trim().split(' / ') as [string, string])
}

for (const [kind, lines] of Object.entries(DIFFERENT))
  test(`flagged, whichever text comes first: ${kind}`, () => {
    for (const [a, b] of pairsOf(lines)) {
      assert.notDeepEqual(flagsOf(a, b), [], `${a} | ${b}`)
      assert.notDeepEqual(flagsOf(b, a), [], `${b} | ${a}`)
    }
  })

for (const [kind, lines] of Object.entries(EQUAL))
  test(`not flagged, whichever text comes first: ${kind}`, () => {
    for (const [a, b] of pairsOf(lines)) {
      assert.deepEqual(flagsOf(a, b), [], `${a} | ${b}`)
      assert.deepEqual(flagsOf(b, a), [], `${b} | ${a}`)
    }
  })

test('a difference counts only where the rest agrees', () => {
  assert.deepEqual(
    flagsOf('Öğrenme oranını artırın.', 'Bellek azaldığında yığın boyutunu küçültmek gerekir.'),
    [],
  )
  assert.deepEqual(flagsOf('', 'Model eğitilmez.'), [])
})

test('an answer does not depend on what was asked before', () => {
  // Of these words only the forms without an apostrophe are numbers for sure; those with one are asked for first.
  flagsOf("Dokuz'un karesi alınır.", "Altı'nın karesi alınır.")
  assert.deepEqual(flagsOf('Dokuzun karesi alınır.', 'Altının karesi alınır.'), ['number'])
})
