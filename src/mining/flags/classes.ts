/**
 * Things of one kind that are not each other: lines, sides and stems as in `antonyms.ts`. Texts of which one names
 * one of them where the other names another say different things.
 */
export const CLASSES = `
dolar | lira, tl | avro, euro | sterlin | yen
celsius, santigrat | kelvin | fahrenheit
puan | kat
kilometre, km | mil | deniz mili
eksi | artı | çarpı | bölü
ocak | şubat | mart | nisan | mayıs | haziran | temmuz | ağustos | eylül | ekim | kasım | aralık
pazartesi | salı | çarşamba | perşembe | cuma | cumartesi | pazar
birinci, ilk | ikinci | üçüncü | dördüncü | beşinci | altıncı | yedinci | sekizinci | dokuzuncu | onuncu | sonuncu
milisaniye, ms | saniye, sn | dakika, dk | saat | gün | hafta | ay | yıl, sene
saniyede | dakikada | saatte | günde | haftada | ayda | yılda, senede
saatlik | günlük | haftalık | aylık | yıllık, senelik
kare, karesi, karesel, ikinci derece | küp, küpü, kübik, üçüncü derece | karekök, karekökü | doğrusal, lineer | üstel, üssel | logaritmik
lojistik | doğrusal, lineer | polinom | poisson
doğrusal, lineer | doğrusal olmayan, nonlineer, eğrisel | karesel, üstel, logaritmik
toplam, toplamı | fark, farkı | çarpım, çarpımı | bölüm, oran, oranı | ortalama, ortalaması
ortalama, aritmetik ortalama | medyan, ortanca | mod, tepe değer | varyans | standart sapma | toplam | en büyük, maksimum | en küçük, minimum
aritmetik | geometrik | harmonik
l1, lasso, manhattan | l2, ridge, öklid, öklit | kosinüs | hamming | chebyshev | minkowski | mahalanobis | jaccard
kesinlik, precision, hassasiyet | duyarlılık, recall, anma, geri çağırma, duyarlık | doğruluk, accuracy | f1, f1 skoru | özgüllük, specificity | auc, roc
mae, ortalama mutlak | mse, ortalama kare | rmse | mape | r kare, r2
adam | sgd | rmsprop | adagrad | adadelta | adamw | nadam | lion | momentum | lbfgs
relu | sigmoid | tanh, hiperbolik tanjant | softmax, softmaks | gelu | leaky | elu | swish, silu
eğitim, eğitme, eğitil, train, training, eğit | test, sınama, sına, testing | doğrulama, validation, geçerleme | çıkarım, inference
gözetimli, denetimli, supervised | gözetimsiz, denetimsiz, unsupervised | yarı gözetimli, yarı denetimli | öz gözetimli, özdenetimli, kendi kendine
sınıflandırma, sınıflama, sınıflandır, classification | regresyon, bağlanım, regression | kümeleme, kümele, öbekleme, clustering | boyut indirgeme | sıralama | çeviri | özetleme, özetle | üretme, üretim | etiketleme | arama
sınıflandırıcı | kümeleyici | üretici
etiketli | etiketsiz
yanlılık, sapma, bias | varyans, variance
aşırı öğrenme, aşırı uyum, aşırı uydurma, overfitting, ezberleme | yetersiz öğrenme, eksik öğrenme, az öğrenme, yetersiz uyum, underfitting
kodlayıcı, encoder | kod çözücü, kodçözücü, çözücü, decoder
kodla, şifrele | çöz, deşifre
üretici, üreteç, generator | ayırt edici, ayırıcı, ayrımcı, discriminator
üretken, üretici | ayırt edici, ayırıcı, ayrımcı
parametre | hiperparametre, üstparametre
parametrik | parametresiz, parametrik olmayan
sorgu, query | anahtar, key | değer, value | belge, doküman, pasaj
yanlış pozitif, yanlış alarm | yanlış negatif, kaçırma | doğru pozitif | doğru negatif
yanlış pozitif | doğru pozitif
satır | sütun, kolon | hücre
girdi, giriş, input | çıktı, çıkış, output | gizli, ara
sıfır | sonsuz | bir
bagging, torbalama | boosting, yükseltme, artırma | stacking, yığınlama
cnn, evrişimli, evrişim, konvolüsyon, convolution | rnn, yinelemeli, özyineli, tekrarlayan, lstm, gru | transformer, dönüştürücü, transformatör | gan | mlp, çok katmanlı algılayıcı
lstm | gru | bert | gpt | t5 | cnn | rnn | resnet | vgg | alexnet | llama | mistral | word2vec | glove | fasttext | elmo | xlnet | roberta | distilbert | clip | yolo | gan | vae | diffusion
veri paralel | model paralel | ardışık düzen
kayıp | aktivasyon, etkinleştirme | ödül | doğruluk
koşullu | ortak | koşulsuz, marjinal
cpu, işlemci | gpu, ekran kartı, grafik işlemci | tpu | disk | bellek, ram
bit | bayt, byte | kilobayt, kb | megabayt, mb | gigabayt, gb | terabayt, tb
milimetre, mm | santimetre, cm | metre | kilometre, km
gram | kilogram, kilo, kg | ton
içerik | işbirlik
istemci | sunucu
kullanıcı | öğe, ürün
matematik | programlama | istatistik | fizik | kimya | biyoloji | tıp | hukuk | ekonomi
pencere | adım | dolgu
yığın, batch, minigrup | katman, layer | epok, devir, epoch, dönem | adım, yineleme, iterasyon
patlayan, patlama, patla | kaybolan, sönen, kaybolma, sönme, kaybol, sön
birleştirici, toplayıcı, yığmalı | bölücü
maksimum havuzlama, maksimum ortaklama, max pooling | ortalama havuzlama, ortalama ortaklama
eğilim, trend | mevsimsel, mevsimsellik, sezon | gürültü
öğretmen | öğrenci
türkçe | macarca | ingilizce | almanca | fransızca | ispanyolca | arapça | çince | japonca | rusça | korece | italyanca | farsça
görüntü, imge, resim, fotoğraf, görsel | metin, yazı | ses, konuşma | tablo | video | zaman serisi | sinyal
harf, karakter | sözcük, kelime | cümle, tümce | paragraf | belge, metin | belirteç, token, andıç
isim, ad | fiil, eylem | sıfat | zarf | zamir | edat | bağlaç
önek, ön ek | sonek, son ek | kök, gövde
vektör | matris | skaler | tensör
türev | integral | limit
determinant | özdeğer | özvektör | iz
bernoulli | binom | poisson | gauss, normal | üstel | uniform, tekdüze, düzgün | beta | gamma | dirichlet
null, sıfır hipotezi, yokluk hipotezi | alternatif, karşıt hipotez
birinci tür, i tür, tip i | ikinci tür, ii tür, tip ii
sezgisel | kesin
karar ağacı | rastgele orman, rasgele orman, random forest | destek vektör, svm | lojistik regresyon | doğrusal regresyon | naif bayes | en yakın komşu, knn | sinir ağı | k ortalamalar | gradyan artırma, xgboost, lightgbm, catboost
ağaç | orman | çizge, graf
kök | yaprak | dal
pytorch | tensorflow | keras | jax | sklearn, scikit | pandas | numpy | scipy | matplotlib | seaborn | spacy | nltk | opencv | onnx | mxnet | theano | caffe | polars | dask | spark | gensim | fastai | langchain | llamaindex
xgboost | lightgbm | catboost
sayısal | metin | kategorik | tarih
ünlü | ünsüz
android | iphone, ios
csv | parquet | json | xml | excel | pickle | yaml | sql
python | java | javascript | typescript | rust | scala | julia | matlab | fortran | kotlin | swift | php | perl | go | ruby | sql
linux | windows | macos | android | ios
github | gitlab | bitbucket | hugging face | kaggle
docker | kubernetes | podman
aws | azure | gcp
mysql | postgresql | sqlite | mongodb | redis | cassandra | oracle | elasticsearch
mnist | cifar | imagenet | coco | squad | glue | wikipedia, vikipedi | iris | titanic | imdb | kitti | librispeech
google | microsoft | meta, facebook | openai | apple | amazon | nvidia | deepmind | anthropic | ibm | intel | huawei | samsung | netflix | tesla | twitter | uber | amd
transformers | accelerate | datasets | peft
hinton | lecun | bengio | turing | rosenblatt | minsky | shannon | bayes | vapnik | breiman | hochreiter | schmidhuber | vaswani | goodfellow | mccarthy | pearl | fisher | pearson | gauss | markov | kolmogorov | hebb | hopfield | mikolov | sutskever | ng
türkiye | almanya | fransa | ingiltere, britanya | italya | ispanya | çin | japonya | hindistan | rusya | kanada | abd, amerika | brezilya | yunanistan | kore | hollanda | isviçre | isveç | avustralya | mısır | iran
istanbul | ankara | izmir | bursa | antalya | adana | konya | gaziantep | kayseri | eskişehir | trabzon | diyarbakır | londra | paris | berlin | new york | tokyo | pekin | toronto | montreal
avrupa | asya | afrika | amerika | okyanusya
boğaziçi | odtü | itü | bilkent | hacettepe | stanford | mit | harvard | oxford | cambridge | berkeley | princeton
banka | hastane | okul | fabrika | market | mahkeme | üniversite | belediye
doktor, hekim | hemşire | öğretmen | mühendis | avukat | müşteri
futbol | basketbol | voleybol | tenis
kedi | köpek | kuş | at | balık
elma | armut | portakal | muz
sağlık, tıp | finans, bankacılık | tarım | eğitim | ulaşım | perakende | sanayi, imalat
bilgi | bilgelik | veri
rütbe, rank | boyut | iz
ağırlık | yanlılık, sapma
sicim | tam sayı, tamsayı | ondalık, kayan nokta | mantıksal
fp16 | fp32 | int8 | bf16 | fp8 | int4
koşut, paralel | ardışık, sıralı, seri, sırayla
eşzamanlı, senkron, eşzamanlı olarak | eşzamansız, asenkron
keşif | sömürü
durum | eylem | ödül | politika
değer tabanlı | politika tabanlı
model tabanlı | modelsiz, model içermeyen
çevrimiçi | çevrimdışı
pozitif korelasyon | negatif korelasyon
nedensellik | korelasyon, ilişki
popülasyon, evren, anakütle | örneklem, örnek
önsel, ön olasılık | sonsal, ardıl
bayesçi, bayes | sıklıkçı, frekansçı
`
