// Labels texts by a few examples, and finds the subjects of an index: `node examples/classify-and-cluster.js`.
import { Anlam } from 'anlam'

const EXAMPLES = [
  { label: 'optimizasyon', text: 'Gradyan inişi kaybı adım adım azaltır.' },
  { label: 'optimizasyon', text: 'Öğrenme hızı adımların büyüklüğünü belirler.' },
  { label: 'değerlendirme', text: 'F1 puanı kesinlik ile duyarlılığın harmonik ortalamasıdır.' },
  { label: 'değerlendirme', text: 'Çapraz doğrulama veriyi katlara böler.' },
]
const QUESTIONS = ['Momentum adımları nasıl hızlandırır?', 'Duyarlılık ile kesinlik arasındaki fark nedir?']

const anlam = new Anlam()
try {
  const classifier = await anlam.classifier(EXAMPLES)
  for await (const { text, label, confidence } of classifier.classify(QUESTIONS))
    console.log(`${label} (${Math.round(100 * confidence)} %):`, text)

  const subjects = await anlam.openOrCreate('konular')
  await subjects.add(EXAMPLES.map(({ text, label }) => ({ text, metadata: { label } })))
  const { clusters } = await subjects.cluster({ count: 2 })
  for (const { size, label, representative } of clusters) console.log(size, label, '|', representative.text)
} finally {
  await anlam.close()
}
