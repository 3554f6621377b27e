import { stem } from './stem.js'
import { tokenize } from './tokens.js'

/** Machine-learning terms, one line per meaning. All terms of a line are synonyms, in Turkish or English. */
const TERMS = `
aşırı öğrenme = aşırı uydurma = aşırı uyum = ezberleme = overfitting = overfit
az öğrenme = eksik öğrenme = yetersiz uyum = underfitting = underfit
makine öğrenmesi = makine öğrenimi = yapay öğrenme = machine learning = ml
derin öğrenme = deep learning = dl
yapay zeka = artificial intelligence = ai = yz
üretken yapay zeka = generative ai = genai
pekiştirmeli öğrenme = takviyeli öğrenme = reinforcement learning = rl
gözetimli öğrenme = denetimli öğrenme = supervised learning
gözetimsiz öğrenme = denetimsiz öğrenme = unsupervised learning
yarı gözetimli öğrenme = yarı denetimli öğrenme = semi-supervised learning
öz gözetimli öğrenme = öz denetimli öğrenme = self-supervised learning
aktarmalı öğrenme = aktarım öğrenmesi = öğrenme aktarımı = transfer learning
çok görevli öğrenme = multi-task learning
federe öğrenme = federatif öğrenme = federated learning
aktif öğrenme = active learning
topluluk öğrenmesi = ensemble learning = ensemble
sıfır örnekli = sıfır atış = zero-shot
az örnekli = az atışlı = few-shot
yapay sinir ağı = sinir ağı = neural network
evrişimli sinir ağı = konvolüsyonel sinir ağı = convolutional neural network = cnn
yinelemeli sinir ağı = tekrarlayan sinir ağı = özyineli sinir ağı = recurrent neural network = rnn
çizge sinir ağı = graf sinir ağı = graph neural network = gnn
uzun kısa süreli bellek = long short-term memory = lstm
geçitli yinelemeli birim = gated recurrent unit = gru
çekişmeli üretici ağ = üretken çekişmeli ağ = generative adversarial network = gan
çok katmanlı algılayıcı = multilayer perceptron = mlp
algılayıcı = perceptron
özkodlayıcı = otokodlayıcı = autoencoder
varyasyonel otokodlayıcı = variational autoencoder = vae
dönüştürücü = transformer
dikkat mekanizması = attention mechanism = attention
öz dikkat = self-attention
çok başlı dikkat = multi-head attention
kodlayıcı = encoder
kod çözücü = decoder
evrişim = konvolüsyon = convolution
havuzlama = ortaklama = pooling
maksimum havuzlama = max pooling
adım kaydırma = stride
dolgu = dolgulama = padding
çekirdek = kernel
gizli katman = hidden layer
tam bağlantılı katman = fully connected layer = dense layer
artık bağlantı = artık blok = residual connection = skip connection = resnet
aktivasyon fonksiyonu = etkinleştirme fonksiyonu = activation function
yığın normalleştirme = toplu normalleştirme = batch normalization = batchnorm
katman normalleştirme = layer normalization = layernorm
seyreltme = bırakma = dropout
geri yayılım = backpropagation = backprop
ileri yayılım = forward propagation = forward pass
gradyan inişi = gradyan alçalma = bayır inişi = gradient descent
rasgele gradyan inişi = stokastik gradyan inişi = stochastic gradient descent = sgd
kaybolan gradyan = gradyan kaybolması = vanishing gradient
patlayan gradyan = gradyan patlaması = exploding gradient
gradyan kırpma = gradient clipping
öğrenme oranı = öğrenme hızı = learning rate
kayıp fonksiyonu = yitim fonksiyonu = maliyet fonksiyonu = loss function = cost function
çapraz entropi = cross-entropy
ortalama kare hata = ortalama karesel hata = mean squared error = mse
ortalama mutlak hata = mean absolute error = mae
devir = dönem = epoch
yığın boyutu = toplu boyut = batch size
minigrup = mini yığın = minibatch
eniyileme = optimizasyon = optimization
eniyileyici = optimize edici = optimizer
momentum = devinirlik
erken durdurma = early stopping
düzenlileştirme = düzenlileme = regularization
ağırlık sönümü = ağırlık azaltma = weight decay
hiperparametre = üstparametre = hyperparameter
ızgara araması = grid search
rasgele arama = random search
çapraz doğrulama = cross-validation
eğitim kümesi = eğitim seti = eğitim verisi = training set = train set
doğrulama kümesi = doğrulama seti = validation set
test kümesi = sınama kümesi = test seti = test set
veri kümesi = veri seti = dataset
veri artırma = veri çoğaltma = data augmentation
veri sızıntısı = data leakage
veri ön işleme = preprocessing
öznitelik = özellik = feature
öznitelik seçimi = özellik seçimi = feature selection
öznitelik mühendisliği = özellik mühendisliği = feature engineering
öznitelik çıkarımı = özellik çıkarımı = feature extraction
boyut indirgeme = boyut azaltma = dimensionality reduction
boyutun laneti = boyutsallık laneti = curse of dimensionality
temel bileşen analizi = temel bileşenler analizi = principal component analysis = pca
tekil değer ayrışımı = singular value decomposition = svd
eksik değer = kayıp değer = missing value
aykırı değer = uç değer = outlier
anomali tespiti = aykırılık tespiti = anomaly detection
dengesiz veri = sınıf dengesizliği = imbalanced data = class imbalance
aşırı örnekleme = oversampling
alt örnekleme = undersampling
etiket = label
etiketleme = labeling = annotation
tek sıcak kodlama = bir-sıcak kodlama = one-hot encoding
sınıflandırma = classification
sınıflandırıcı = classifier
ikili sınıflandırma = binary classification
bağlanım = regresyon = regression
doğrusal regresyon = doğrusal bağlanım = linear regression
lojistik regresyon = lojistik bağlanım = logistic regression
karar ağacı = decision tree
rasgele orman = rastgele orman = random forest
gradyan artırma = gradient boosting
torbalama = bagging
artırma = boosting
destek vektör makinesi = support vector machine = svm
en yakın komşu = nearest neighbor = knn = k-NN
naif bayes = naive bayes
kümeleme = clustering = öbekleme
k-ortalamalar = k-means
hiyerarşik kümeleme = hierarchical clustering
karmaşıklık matrisi = hata matrisi = karışıklık matrisi = confusion matrix
kesinlik = precision
duyarlılık = anma = geri çağırma = recall = sensitivity
özgüllük = specificity
doğruluk = accuracy
yanlılık varyans ödünleşimi = bias-variance tradeoff
yanlılık = ek girdi = bias
yanlış pozitif = false positive
yanlış negatif = false negative
eşik değeri = threshold
başarım ölçütü = metrik = metric
benzerlik = similarity
kosinüs benzerliği = cosine similarity
gömme = gömülme = embedding
sözcük gömme = kelime gömme = kelime vektörü = word embedding
sözcük torbası = kelime çantası = bag of words
doğal dil işleme = natural language processing = nlp = ddi
dil modeli = language model
büyük dil modeli = large language model = llm
belirteç = simge = token
belirteçleme = simgeleştirme = tokenization
belirteçleyici = tokenizer
durak sözcükler = etkisiz kelimeler = stop words
kök bulma = gövdeleme = stemming
duygu analizi = sentiment analysis
adlandırılmış varlık tanıma = varlık ismi tanıma = named entity recognition = ner
makine çevirisi = machine translation
özetleme = summarization
soru cevaplama = soru yanıtlama = question answering
istem = komut istemi = prompt
istem mühendisliği = komut mühendisliği = prompt engineering
düşünce zinciri = chain of thought = cot
halüsinasyon = hallucination
ince ayar = ince ayarlama = fine-tuning = finetuning
ön eğitim = pretraining = pre-training
bilgi damıtma = damıtma = knowledge distillation = distillation
nicemleme = kuantalama = quantization
budama = pruning
geri getirmeli üretim = erişim destekli üretim = retrieval-augmented generation = rag
anlamsal arama = semantic search
bilgi erişim = bilgi getirme = information retrieval
vektör veritabanı = vector database
açımlama = başka sözle anlatma = paraphrase
öneri sistemi = tavsiye sistemi = recommender system = recommendation system
işbirlikçi süzme = işbirlikçi filtreleme = collaborative filtering
soğuk başlangıç = cold start
bilgisayarlı görü = bilgisayarla görme = computer vision
görüntü işleme = imge işleme = image processing
nesne tespiti = nesne algılama = nesne sezimi = object detection
anlamsal bölütleme = anlamsal bölümleme = semantic segmentation
bölütleme = bölümleme = segmentation
kuşatan kutu = sınırlayıcı kutu = bounding box
yüz tanıma = face recognition
ses tanıma = konuşma tanıma = speech recognition
zaman serisi = time series
ajan = etmen = agent
ödül fonksiyonu = ödül işlevi = reward function
politika = policy
keşif ve sömürü = exploration and exploitation
açıklanabilirlik = explainability
yorumlanabilirlik = interpretability
önyargı = bias
kara kutu = black box
yayılım modeli = difüzyon modeli = diffusion model
gizli uzay = örtük uzay = latent space
çıkarım = inference
olasılık dağılımı = probability distribution
normal dağılım = gauss dağılımı = normal distribution = gaussian distribution
beklenen değer = expected value
standart sapma = standard deviation
en büyük olabilirlik = maksimum olabilirlik = maximum likelihood
ekran kartı = grafik işlemci = gpu
açık kaynak = open source
canlıya alma = devreye alma = deployment
kavram kayması = veri kayması = concept drift = data drift
yerel en küçük = yerel minimum = local minimum
eyer noktası = saddle point
`

/** Stems of a term's words, in order. */
type Stems = readonly string[]

const stems = (text: string): string[] => tokenize(text).map(token => stem(token.plain))

/** Terms with their synonyms, by their first stem. */
const BY_FIRST = new Map<string, { stems: Stems; others: readonly string[] }[]>()
for (const line of TERMS.trim().split('\n')) {
  const terms = line.split(' = ')
  for (const term of terms) {
    const words = stems(term)
    const entry = { stems: words, others: terms.filter(other => other !== term) }
    BY_FIRST.set(words[0]!, [...(BY_FIRST.get(words[0]!) ?? []), entry])
  }
}

/**
 * Synonyms, in Turkish and English, of the glossary terms in a text: `overfitting` for `aşırı öğrenme`. Where several
 * terms match at one place, the longest wins.
 */
export function synonymsIn(text: string): string[] {
  const words = stems(text)
  const names = new Set<string>()
  for (let at = 0; at < words.length; ) {
    const fitting = (BY_FIRST.get(words[at]!) ?? []).filter(term =>
      term.stems.every((word, i) => words[at + i] === word),
    )
    const longest = Math.max(0, ...fitting.map(term => term.stems.length))
    for (const { stems, others } of fitting)
      if (stems.length === longest) for (const other of others) names.add(other)
    at += Math.max(1, longest)
  }
  return [...names]
}
