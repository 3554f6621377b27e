/** Errors of models, of the hub, and of training. */
export const modelErrors: Record<string, string> = {
  'there is no model {0} on this machine: {1}': 'bu makinede {0} modeli yok: {1!}',
  '`anlam model pull {0}` fetches it': '`anlam model pull {0}` getirir',
  'give `builtin`, `builtin-static`, the directory of a checkpoint or a hub id':
    '`builtin`, `builtin-static`, bir model klasörü ya da bir hub kimliği verin',
  'a static embedding': 'durağan bir gömme',
  'a graph that came with the model': 'modelle gelen bir çizge',
  '{0} is too far from fp32 on the CPU (worst cosine {1}, kept in {2})':
    '{0}, işlemcideki fp32’den çok uzak (en kötü kosinüs {1#}, kaydı {2})',
  'it computes wrong products: {0}': 'yanlış çarpımlar hesaplıyor: {0}',
  'vectors of {0} dimensions are too long for exact products on a GPU':
    "{0} boyutlu vektörler, GPU'da tam çarpım için çok uzun",
  'the GPU found {0} of the nearest vectors': 'GPU, en yakın vektörlerin {0} kadarını buldu',
  'the GPU computed {0}, which is no product of codes': 'GPU {0} hesapladı; bu, kodların çarpımı olamaz',
  'the GPU computed a product of {0} instead of {1}': 'GPU çarpımı {1} yerine {0} hesapladı',
  '{0} vectors have nothing but equal products': '{0} vektörün bütün çarpımları eşit',
  'the trial run ended by {0}': 'deneme çalıştırması {0} ile sona erdi',
  'the trial run ended by itself, without an error message':
    'deneme çalıştırması bir hata iletisi vermeden sona erdi',
  'it has ids up to {0}, the embedding table {1} rows':
    'kimlikleri {0#} sayısına dek, gömme tablosunda {1#} satır var',
  'it has {0} ids, the embedding table {1} rows': '{0#} kimliği var, gömme tablosunda {1#} satır var',
  'no architecture': 'belirtilmemiş bir mimari',
  'position_embedding_type {0} is not supported, only absolute is':
    'position_embedding_type {0} desteklenmez, yalnız absolute desteklenir',
  'neither {0} nor config.json says how wide vectors are':
    'vektörlerin kaç boyutlu olduğunu ne {0} ne de config.json söylüyor',
  'it gives {0} and no {1}; add modules.json and 1_Pooling/config.json of the original model, which say how tokens are pooled':
    '{0} veriyor, {1} vermiyor; parçaların nasıl birleştirildiğini söyleyen modules.json ve 1_Pooling/config.json dosyalarını özgün modelden ekleyin',
  'offline: {0} cannot be pulled': 'çevrimdışı: {0} indirilemez',
  '{0} has {1} dimensions, not {2}': '{0} {1} boyutlu, {2} değil',
  '{0} encoding requests are waiting; try again later':
    '{0} kodlama isteği bekliyor; biraz sonra yeniden deneyin',
  '{0} re-rankings are waiting; try again later':
    '{0} yeniden sıralama bekliyor; biraz sonra yeniden deneyin',
  'too many large encodings are waiting; try again later':
    'çok fazla büyük kodlama bekliyor; biraz sonra yeniden deneyin',
  '{0} cannot run in {1}; omit --precision': '{0?}, {1} ile çalışmaz; --precision vermeyin',
  'int8 is for CPUs; on {0}, fp16 is the fast precision':
    'int8 işlemciler içindir; {0} üzerinde hızlı olan fp16',
  '{0} cannot be used for this model: {1}': '{0} bu model için kullanılamaz: {1?}',
  'provider {0} cannot be used: {1}': '{0} sağlayıcısı kullanılamıyor: {1?}',
  '{0} is not a tokenizer: {1}': '{0} bir parçalayıcı (tokenizer) değil: {1}',
  '{0} does not belong to this model: {1}': '{0} bu modelin değil: {1!}',
  '{0} has no file {1} at {2}': '{0} içinde, {2} sürümünde {1} dosyası yok',
  '{0} refuses {1} ({2}): {3}': '{0}, {1} isteğini geri çevirdi ({2}): {3?}',
  '{0} has no model {1} at {2}': '{0} içinde {1} modelinin {2} sürümü yok',
  '{0} asks for fewer requests (429); try again later':
    '{0} daha az istek istiyor (429); biraz sonra yeniden deneyin',
  '{0} answered {1}; try again later': '{0} {1} yanıtını verdi; biraz sonra yeniden deneyin',
  'HF_TOKEN: {0}': 'HF_TOKEN: {0}',
  'cannot reach {0}: {1}': '{0} adresine ulaşılamıyor: {1}',
  '{0} is not a model of the hub: write org/name or org/name@revision':
    '{0} bir hub modeli değil: kurum/ad ya da kurum/ad@sürüm yazın',
  '{0} has no files that can be run': '{0} içinde çalıştırılabilecek dosya yok',
  '{0} cannot be run: {1}': '{0} çalıştırılamaz: {1}',
  '{0} is already pulling this model': '{0?} bu modeli zaten indiriyor',
  '{0}; pull again to resume': '{0!}; kaldığı yerden sürdürmek için yeniden indirin',
  '{0} arrives damaged: its {1} is not {2}': '{0} hasarlı geliyor: {1} değeri {2} değil',
  '{0} is damaged; remove the folder and pull the model again':
    '{0} hasarlı; klasörü kaldırın ve modeli yeniden indirin',
  'there is no model directory {0}': '{0} adında bir model klasörü yok',
  '{0} is not a model directory': '{0} bir model klasörü değil',
  '{0} is of {1}, which does not compare texts; a re-ranker is a model …{2}':
    '{0} bir {1?} modeli, metinleri karşılaştırmaz; yeniden sıralayıcı …{2} modelidir',
  '{0} is of {1}; the head of this family is not supported, only those of BERT, RoBERTa, XLM-R, CamemBERT and ModernBERT are':
    '{0} bir {1} modeli; bu ailenin başlığı desteklenmez, yalnız BERT, RoBERTa, XLM-R, CamemBERT ve ModernBERT desteklenir',
  '{0} tells {1} labels apart; a re-ranker has one, the score':
    '{0} {1} etiketi ayırt ediyor; yeniden sıralayıcının tek etiketi olur: puan',
  '{0}: {1} is {2}, not I32 or I64': '{0}: {1} türü {2}, I32 ya da I64 değil',
  '{0} does not hold {1} of this model; remove it to have it made again':
    '{0}, bu modelin {1} ağırlıklarını tutmuyor; yeniden yapılması için kaldırın',
  '{0}: module path {1} points outside the checkpoint': '{0}: {1} modül yolu model klasörünün dışına çıkıyor',
  '{0}: unknown module {1}; known are {2}': '{0}: bilinmeyen {1} modülü; bilinenler: {2}',
  '{0} is missing{1}': '{0} eksik{1!}',
  '{0}: the model compares by {1}, {2}; that is not supported':
    '{0}: model {1} ile karşılaştırıyor, {2!}; bu desteklenmez',
  '{0}: unknown activation_function {1}': '{0}: bilinmeyen activation_function {1}',
  '{0}: there is no table embedding.weight': '{0}: embedding.weight tablosu yok',
  '{0}: {1} weights of {2} tokens': '{0}: {2} parçanın {1} ağırlığı var',
  "{0}: mapping leads to rows beyond the table's {1}":
    '{0}: eşleme, tablonun {1} satırından ötesini gösteriyor',
  '{0} is missing; the files of slow tokenizers are not read (transformers writes it: AutoTokenizer.from_pretrained(MODEL).save_pretrained(FOLDER))':
    '{0} eksik; yavaş parçalayıcıların dosyaları okunmaz (transformers yazar: AutoTokenizer.from_pretrained(MODEL).save_pretrained(KLASÖR))',
  "{0}: max_seq_length {1} is more than the model's {2} positions":
    '{0}: max_seq_length {1}, modelin {2} konumundan çok',
  '{0}: shard {1} lies outside the checkpoint': '{0}: {1} parçası model klasörünün dışında',
  '{0}: {1} lacks {2}': '{0}: {1} içinde {2} yok',
  '{0}: tensor {1} is missing': '{0}: {1} tensörü eksik',
  '{0}: tensor {1} has shape [{2}], the configuration asks for [{3}]':
    '{0}: {1} tensörünün biçimi [{2}], ayarlar [{3}] istiyor',
  '{0}: tensor {1} is {2}; weights must be {3}': '{0}: {1} tensörü {2}; ağırlıklar {3} olmalı',
  '{0} is not an ONNX file: {1}': '{0} bir ONNX dosyası değil: {1?}',
  'onnxruntime refuses the model on {0}: {1}': 'onnxruntime modeli {0} üzerinde kabul etmiyor: {1}',
  '{0} failed to compute: {1}': '{0} hesaplayamadı: {1}',
  'what the scores of {0} mean has not been measured: give a number, or measure it with `anlam model measure`':
    '{0} puanlarının ne anlama geldiği ölçülmemiş: bir sayı verin ya da `anlam model measure` ile ölçün',
  '{0} does not tell {1} apart: its probabilities predict {2} bundled pairs no better than the share of them that belong together (log loss {3} and {4}); is it a model that compares texts in Turkish?':
    '{0} bunları ayırt etmiyor ({1}): olasılıkları hazır {2#} çifti, birbirine ait olanların payından daha iyi öngörmüyor (log kaybı {3#} ve {4#}); Türkçe metinleri karşılaştıran bir model mi?',

  // Labelled data.
  'the calibration of index {0} is damaged; `anlam calibrate` writes it again':
    '{0} dizininin kalibrasyonu hasarlı; `anlam calibrate` yeniden yazar',
  '{0} holds no groups': '{0} içinde grup yok',
  '{0}: group {1} comes twice': '{0}: {1} grubu iki kez geliyor',
  'at least two groups are needed': 'en az iki grup gerekir',
  '{0} paraphrases and {1} other pairs are too few to calibrate with; at least {2} of each are needed: label {3} more (--next FILE chooses pairs to label)':
    '{0} yeniden ifade ve {1} başka çift kalibrasyon için az; her birinden en az {2} gerekir: {3!} daha etiketleyin (etiketlenecekleri --next DOSYA seçer)',
  '{0} paraphrases (label 1)': '{0#} yeniden ifade (etiket 1)',
  '{0} other pairs (label 0)': '{0#} başka çift (etiket 0)',
  '{0} paraphrases (label 1) and {1} other pairs (label 0)':
    '{0#} yeniden ifade (etiket 1) ve {1#} başka çift (etiket 0)',
  'log loss {0} and Brier {1} on held-out pairs, against {2} and {3} of always answering {4}':
    'ayrı tutulan çiftlerde log kaybı {0#}, Brier {1#}; hep {4} denseydi {2#} ve {3#}',
  'the cosine predicts these labels no better than their share does: {0}; about {1} more labelled pairs could change that (--next FILE chooses them)':
    'kosinüs bu etiketleri, paylarının kendisinden daha iyi öngörmüyor: {0!}; yaklaşık {1!} daha bunu değiştirebilir (etiketlenecekleri --next DOSYA seçer)',
  'the cosine does not tell these labels apart: {0}; more labels of the same kind would not change that: check that 1 means a paraphrase, and label pairs as unlike one another as those you will mine':
    'kosinüs bu etiketleri ayırt etmiyor: {0!}; aynı türden daha çok etiket bunu değiştirmez: 1 yeniden ifade anlamına mı geliyor bakın ve tarayacaklarınız kadar çeşitli çiftler etiketleyin',
  'the decisions of index {0}': '{0} dizininin kararları',
  '{0} names no pair with the same meaning': '{0} aynı anlamda hiçbir çift göstermiyor',
  '{0} names {1} passages that do not exist, such as {2}':
    '{0} var olmayan {1} parçayı gösteriyor, örneğin {2}',
  '{0}: all labels are the same; both 0 and 1 are needed': '{0}: bütün etiketler aynı; hem 0 hem 1 gerekir',
  '{0} holds no pairs with a label or a score': '{0} içinde etiketi ya da puanı olan çift yok',
  '{0}: query {1} is not in {2}': '{0}: {1} sorgusu {2} içinde yok',
  '{0}: document {1} is not in the corpus': '{0}: {1} belgesi derlemde yok',
  '{0} marks no document as relevant': '{0} hiçbir belgeyi uygun olarak işaretlemiyor',
  '{0} holds no documents': '{0} içinde belge yok',
  'only {0} of {1} sampled passages of {2} have a sentence to look for and others to find; give --pairs FILE':
    '{2} dizininden alınan {1} parçanın yalnız {0} tanesinde aranacak bir cümle ve bulunacak başka cümleler var; --pairs DOSYA verin',
  'give --corpus FILE or --index NAME': '--corpus DOSYA ya da --index AD verin',
  '{0}: at least two different labels are needed': '{0}: en az iki farklı etiket gerekir',
  'all examples are of one group: there is nothing to learn from besides':
    'bütün örnekler tek bir gruptan: onun dışında öğrenilecek bir şey yok',

  // Training.
  '{0} holds no pairs': '{0} içinde çift yok',
  'this model guesses hidden tokens, and takes no batch for {0}':
    'bu model gizli parçaları tahmin eder, {0} için yığın almaz',
  'this model learns from vectors, and takes no batch of hidden tokens':
    'bu model vektörlerden öğrenir, gizli parçalı yığın almaz',
  'no group to learn from in {0}; write {"texts":[…]}':
    '{0} içinde öğrenilecek grup yok; {"texts":[…]} yazın',
  'at least two pairs or texts are needed for training': 'eğitim için en az iki çift ya da metin gerekir',
  '{0} exists and is not a checkpoint; choose another --out':
    '{0} var ve bir model klasörü değil; başka bir --out seçin',
  'there is no file or folder {0}': '{0} adında bir dosya ya da klasör yok',
  '{0} holds no file of rows ({1})': '{0} içinde satırlardan oluşan dosya yok ({1})',
  '{0} holds nothing to learn from': '{0} içinde öğrenilecek bir şey yok',
  '{0} holds no two texts to compare': '{0} içinde karşılaştırılacak iki metin yok',
  'no word of the texts has a piece of the vocabulary': 'metinlerin hiçbir sözcüğü söz dağarcığında yok',
  'a batch for {0} {1}': '{0} yığını: {1!}',
  'a batch for {0} has no texts': '{0} yığınında metin yok',
  'a batch for {0} has a text without tokens': '{0} yığınında parçası olmayan bir metin var',
  '{0} is a {1}; BERT, RoBERTa and their kin can be trained':
    '{0} bir {1}; BERT, RoBERTa ve benzerleri eğitilebilir',
  '{0} is a static embedding; only transformers are trained through graphs':
    '{0} durağan bir gömme; çizgelerle yalnız dönüştürücüler eğitilir',
  'this training takes about {0} (weights with gradients and moments {1}, a step {2}, data {3}), and --memory allows {4}: {5} takes less':
    'bu eğitim yaklaşık {0} bellek ister (gradyan ve momentleriyle ağırlıklar {1}, bir adım {2}, veri {3}), --memory {4} veriyor: {5!} daha az ister',
  '{0}: nothing to learn ({1}): {2}': '{0}: öğrenilecek bir şey yok ({1?}): {2!}',
  '--taught needs a --teacher, which says what the texts have in common':
    '--taught bir --teacher gerektirir: metinlerin ne kadar benzediğini o söyler',
  'a teacher needs files with single texts, {"text"}: --texts names them':
    'öğretmen için tek metinli dosyalar gerekir, {"text"}: --texts ile belirtin',
  '{0} is a static embedding: `anlam train` makes one anew, `anlam tune` is for transformers':
    '{0} durağan bir gömme: `anlam train` yenisini yapar, `anlam tune` dönüştürücüler içindir',
  '{0} has neither a mask nor a piece for unknown words':
    '{0} içinde ne maske ne de bilinmeyen sözcükler için bir parça var',
  'the output does not depend on {0}': 'çıktı şuna bağlı değil: {0}',
  '{0} is not a static encoder with word pieces': '{0} sözcük parçalı durağan bir kodlayıcı değil',
  'only Unigram and WordPiece tokenizers are pruned': 'yalnız Unigram ve WordPiece parçalayıcıları budanır',
  '{0} is a static embedding, and has no layers to begin with':
    '{0} durağan bir gömme; başlangıç olacak katmanı yok',
  '{0} has layers 0 to {1}, not {2}': '{0} içinde 0 ile {1} arası katmanlar var, {2} yok',
  'the padding token is not among the first pieces, so ids would move':
    'dolgu parçası ilk parçalar arasında değil, kimlikler kayardı',
  'the loss of step {0} ({1}) is {2}: a lower --rate or a longer --warmup may help':
    '{0}. adımın kaybı ({1?}) {2}: daha düşük bir --rate ya da daha uzun bir --warmup işe yarayabilir',
  '{0} is of another model; --fresh starts the training anew':
    '{0} başka bir modelin; --fresh eğitimi baştan başlatır',
  '{0} is damaged; --fresh starts the training anew': '{0} hasarlı; --fresh eğitimi baştan başlatır',
  '{0} holds another run ({1}): --fresh starts anew, another --out leaves it':
    '{0} içinde başka bir eğitim var ({1?}): --fresh baştan başlatır, başka bir --out ona dokunmaz',
}
