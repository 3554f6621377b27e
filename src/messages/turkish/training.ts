/** What `anlam train` and `anlam tune` say while they read, and in between. */
export const trainingNotes: Record<string, string> = {
  // What is refused.
  'only static encoders have this': 'bu yalnız durağan kodlayıcılarda var',
  'only transformers have this: --layers makes one':
    'bu yalnız dönüştürücülerde var: --layers bir tane yapar',
  'the vectors of {0} decide this': 'bunu {0} vektörleri belirler',
  '--init says of which encoder': 'hangi kodlayıcının olduğunu --init söyler',
  'the table of {0} decides this': 'bunu {0} tablosu belirler',
  '{0} decides the shape; --init-layers chooses layers':
    'biçimi {0} belirler; katmanları --init-layers seçer',
  'single texts teach by a --teacher, or by --pretrain':
    'tek metinler --teacher ya da --pretrain ile öğretir',
  'at least two pairs are needed': 'en az iki çift gerekir',
  'fewer --max-tokens or less data': 'daha küçük bir --max-tokens ya da daha az veri',
  '--lora, or fewer --max-tokens,': '--lora ya da daha küçük bir --max-tokens',
  '{0} {1} there, {2} here': 'orada {0} {1}, burada {2}',

  // What is read.
  '{0} pair': '{0#} çift',
  '{0} labelled': '{0#} etiketli çift',
  '{0} scored': '{0#} puanlı çift',
  '{0} group': '{0#} grup',
  '{0} parallel': '{0#} koşut çift',
  '{0} retrieval': '{0#} arama çifti',
  '{0} text': '{0#} metin',
  '{0}: {1} passes an epoch': '{0}: her dönemde {1} geçiş',
  '{0}: {1} rows left out': '{0}: {1#} satır alınmadı',
  '{0}: held out for evaluation: {1}': '{0}: değerlendirme için ayrılan: {1!}',
  '{0} is trained on and evaluated: its figures flatter':
    '{0} hem eğitimde hem değerlendirmede: sayıları olduğundan iyi çıkar',

  'known rows are {0}': 'bilinen satırlar: {0?}',
  '{"a","b"} with an optional "label", "score" or "negative", {"texts"}, {"q","p"}, {"tr","en"} or {"text"}; the texts of a pair may be "sentence1" and "sentence2" and the like, or "anchor", "positive" and "negative"':
    'isteğe bağlı "label", "score" ya da "negative" ile {"a","b"}, {"texts"}, {"q","p"}, {"tr","en"} ya da {"text"}; bir çiftin metinleri "sentence1" ile "sentence2" ve benzerleri ya da "anchor", "positive" ve "negative" olabilir',

  // What is learnt from, with its loss.
  'pairs with negatives': 'olumsuzlu çiftler',
  'scored pairs': 'puanlı çiftler',
  'groups with negatives': 'olumsuzlu gruplar',
  'texts of the teacher': 'öğretmenin metinleri',
  'texts, each with the next': 'her biri sonrakiyle metinler',
  'hidden pieces of texts': 'metinlerin gizli parçaları',
  '{0}, by score': '{0}, puana göre',
  '{0}, as taught': '{0}, öğretmene göre',
  'needs a positive for each of its {0} anchors': '{0#} çapanın her biri için bir olumlu ister',
  'takes no positives': 'olumlu almaz',
  "needs a teacher's vector of {0} values for each of its {1} texts":
    '{1#} metnin her biri için {0#} sayılık bir öğretmen vektörü ister',
  'needs a group for each of its {0} texts': '{0#} metnin her biri için bir grup ister',
  'needs a group of two texts or more': 'iki ya da daha çok metinli bir grup ister',
  'needs a negative for each of its {0} anchors, or none':
    '{0#} çapanın her biri için bir olumsuz ister ya da hiç istemez',
  'needs a score for each of its {0} pairs': '{0#} çiftin her biri için bir puan ister',
  'takes no negatives': 'olumsuz almaz',

  // The run.
  'pre-training on {0} texts': '{0#} metinle ön eğitim',
  '{0} steps of pre-training': 'ön eğitim {0#} adım',
  'pre-training goes on from step {0} of {1}': 'ön eğitim {1#} adımın {0#}. adımından sürüyor',
  "the teacher's {0} dimensions become {1} by principal directions":
    'öğretmenin {0} boyutu, ana doğrultularla {1} boyuta iniyor',
  "the teacher's {0} dimensions become {1} by orthonormal columns":
    'öğretmenin {0} boyutu, dik birim sütunlarla {1} boyuta çıkıyor',
  '{0} of {1} texts are cut at {2} tokens': '{1#} metinden {0#} tanesi {2#} parçada kesiliyor',
  'it takes {0} of memory or more': '{0} ya da daha çok bellek kullanır',
  '{0} steps': '{0#} adım',
  'the run goes on from step {0} of {1}': 'eğitim {1#} adımın {0#}. adımından sürüyor',
  'trained in {0} s; writing the model': '{0#} saniyede eğitildi; model yazılıyor',
  'adapters of rank {0} are trained': 'kertesi {0} olan uyarlayıcılar eğitiliyor',
  'adapters of rank {0} are trained, because the model is large':
    'model büyük olduğu için kertesi {0} olan uyarlayıcılar eğitiliyor',
}
