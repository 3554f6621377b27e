/** What is wrong with the files of a model. */
export const checkpointErrors: Record<string, string> = {
  // Graphs that came with it.
  'it gives {0}, and no {1}': '{0} veriyor, {1} vermiyor',
  'its {0} is not float32': '{0} çıktısı float32 değil',
  'it wants {0}; known inputs are {1}': '{0} istiyor; bilinen girdiler: {1}',
  'its {0} is neither int64 nor int32': '{0} girdisi ne int64 ne de int32',
  'its data {0} lies outside the checkpoint': '{0} verisi model klasörünün dışında',
  'its data {0} is missing': '{0} verisi eksik',
  'it has no graph with an output': 'çıktısı olan bir çizgesi yok',
  'unknown field at byte {0}': '{0#}. baytta bilinmeyen bir alan var',
  'a field ends at byte {0}, {1} is the last': 'bir alan {0#}. baytta bitiyor, son bayt {1#}',
  'a number has no end at byte {0}': '{0#}. bayttaki sayının sonu yok',
  'it ends at byte {0}': '{0#}. baytta bitiyor',

  // Modules.
  'lists no module': 'hiçbir modül göstermiyor',
  ': this is a {0}, which gives no vectors; if it scores pairs of texts, `--rerank` takes it':
    ': bu bir {0}, vektör vermez; metin çiftlerine puan veriyorsa `--rerank` ile kullanılır',
  ': this is a bare {0}, and nothing says how its tokens become one vector; save it once with sentence-transformers, or take a model that was trained for sentences':
    ': bu yalın bir {0}; parçalarının nasıl tek vektör olacağını hiçbir şey söylemiyor. Bir kez sentence-transformers ile kaydedin ya da cümleler için eğitilmiş bir model alın',
  'and its vectors do not have unit length': 'vektörleri de birim uzunlukta değil',
  'not by cosine': 'kosinüsle değil',
  'a second embedding module follows the first': 'ilk gömme modülünün ardından bir ikincisi geliyor',
  'starts with {0}, not with Transformer or StaticEmbedding':
    'Transformer ya da StaticEmbedding ile değil, {0} ile başlıyor',
  '{0} comes before Pooling': '{0}, Pooling modülünden önce geliyor',
  'Pooling has no token vectors to pool': 'Pooling modülünün birleştireceği parça vektörleri yok',
  'Dense takes {0} values, and gets {1}': 'Dense {0} sayı alır, {1} sayı geliyor',
  'Pooling is missing after Transformer': 'Transformer modülünden sonra Pooling eksik',
  'unknown pooling_mode {0}': 'bilinmeyen pooling_mode {0}',
  'names no pooling mode': 'bir pooling_mode göstermiyor',
  'include_prompt false is not supported with the maximum of tokens':
    'include_prompt false, parçaların en büyüğüyle (max) birlikte desteklenmez',
  'WordWeights in {0} must stand between Transformer and Pooling':
    '{0} içindeki WordWeights, Transformer ile Pooling arasında olmalı',
  '{0} has weights of {1} tokens, the Transformer has {2}':
    '{0} içinde {1#} parçanın ağırlığı var, Transformer {2#} parçalı',
  'include_prompt false is not supported with weighted tokens':
    'include_prompt false, ağırlıklı parçalarla desteklenmez',
  'the maximum of weighted tokens is not supported': 'ağırlıklı parçaların en büyüğü (max) desteklenmez',

  // Families.
  '{0}, whose code comes with the checkpoint, has no graph here; known families are {1}':
    '{0!}; kodu modelle geliyor, burada çizgesi yok; bilinen aileler: {1}',
  '{0} has no graph here; known families are {1}': '{0!}, burada çizgesi yok; bilinen aileler: {1}',
  'unknown architecture {0} (model_type {1})': 'bilinmeyen mimari {0} (model_type {1})',
  'hidden_size {0} is not a multiple of {1} heads': 'hidden_size {0}, {1} başlığın katı değil',
  'pad_token_id {0} leaves none of {1} positions, which are counted from the id after it':
    'konumlar pad_token_id {0} ardındaki kimlikten sayılır; {1} konumdan hiçbiri kalmıyor',
  'ModernBERT with biases (attention_bias, mlp_bias, norm_bias) is not supported':
    'yanlılıkları olan (attention_bias, mlp_bias, norm_bias) ModernBERT desteklenmez',
  'Qwen3 with use_sliding_window is not supported': 'use_sliding_window ile Qwen3 desteklenmez',
  'Gemma 3 is supported with use_bidirectional_attention only, as in EmbeddingGemma':
    'Gemma 3 yalnız use_bidirectional_attention ile, EmbeddingGemma gibi desteklenir',
  'attn_logit_softcapping is not supported': 'attn_logit_softcapping desteklenmez',
  'attention_bias is not supported': 'attention_bias desteklenmez',
  'rope_scaling is not supported': 'rope_scaling desteklenmez',
  '{0} heads do not share {1} keys and values': '{0} başlık {1} anahtar ve değeri paylaşamaz',
  'rope_type {0} is not supported': 'rope_type {0} desteklenmez',
  'layer_types lists {0} of {1} layers': 'layer_types {1} katmandan {0} tanesini sıralıyor',
  'unknown activation {0}': 'bilinmeyen etkinleştirme işlevi {0}',

  // Weights.
  "pytorch_model.bin is a Python pickle and not read; write safetensors once with python -c \"from sentence_transformers import SentenceTransformer as S; S('MODEL').save_pretrained('FOLDER')\" and use FOLDER":
    "pytorch_model.bin bir Python pickle dosyasıdır, okunmaz; bir kez safetensors yazın: python -c \"from sentence_transformers import SentenceTransformer as S; S('MODEL').save_pretrained('KLASÖR')\" ve KLASÖR içindekini kullanın",
  'adapter_model.safetensors is an adapter without its model; merge both once (merge_and_unload of Python’s peft) and use the folder that save_pretrained writes':
    'adapter_model.safetensors, modeli olmayan bir uyarlayıcıdır; ikisini bir kez birleştirin (Python’da peft, merge_and_unload) ve save_pretrained ile yazılan klasörü kullanın',
  'there are no weights that can be run': 'çalıştırılabilecek ağırlık yok',
  'truncated: {0} bytes are too few for a safetensors header':
    'kesik: {0#} bayt bir safetensors başlığına yetmez',
  'not a safetensors file: it claims a header of {0} bytes':
    'safetensors dosyası değil: başlığının {0#} bayt olduğunu söylüyor',
  'truncated: the header takes {0} bytes, and only {1} follow':
    'kesik: başlık {0#} bayt, oysa yalnız {1#} bayt var',
  'its header is not JSON ({0})': 'başlığı JSON değil ({0})',
  'its header is not a JSON object': 'başlığı bir JSON nesnesi değil',
  'tensor {0} has the unknown dtype {1}': '{0} tensörünün türü bilinmiyor: {1}',
  'tensor {0} has the invalid shape {1}': '{0} tensörünün biçimi geçersiz: {1}',
  'tensor {0} has the invalid data_offsets {1}': '{0} tensörünün data_offsets değeri geçersiz: {1}',
  'tensor {0} ({1} [{2}]) needs {3} bytes, its data_offsets give {4}':
    '{0} tensörüne ({1} [{2}]) {3#} bayt gerekir, data_offsets {4#} bayt veriyor',
  'truncated: tensor {0} ends at byte {1}, and {2} has {3}':
    'kesik: {0} tensörü {1#}. baytta bitiyor, {2} ise {3#} bayt',
  'the header': 'başlık',
  'tensor {0}': '{0} tensörü',
  'tensor {0} overlaps {1}': '{0} tensörü şununla örtüşüyor: {1!}',
  '{0} bytes between {1} and tensor {2} belong to no tensor':
    '{1!} ile {2} tensörü arasında hiçbir tensörün olmayan {0#} bayt var',
  '{0} bytes after {1} belong to no tensor': '{1!} ardında hiçbir tensörün olmayan {0#} bayt var',

  // The hub.
  'the token in HF_TOKEN may not read it; accept its terms on its page, or use another token':
    'HF_TOKEN içindeki anahtar bunu okuyamaz; sayfasında koşullarını kabul edin ya da başka bir anahtar kullanın',
  'if it exists it is private or has terms to accept: set HF_TOKEN to a token that may read it':
    'varsa ya özeldir ya da kabul edilecek koşulları vardır: HF_TOKEN değişkenine onu okuyabilen bir anahtar verin',
  'another machine': 'başka bir makine',
  'process {0}': '{0} numaralı süreç',
  '{0}: the connection was lost {1} times ({2})': '{0}: bağlantı {1} kez koptu ({2?})',
  'it ended early': 'erken bitti',
}
