// Texts in memory, an index on disk, and a search: run it with `node examples/search-texts.js`.
import { Anlam } from 'anlam'

const anlam = new Anlam()
const notes = await anlam.openOrCreate('notlar')
await notes.add([
  'Öğrenme hızı çok büyük seçilirse eğitim ıraksar.',
  'Düzenlileştirme aşırı öğrenmeyi azaltır.',
])
const { hits } = await notes.search('overfitting nasıl önlenir?')
for (const { score, text } of hits) console.log(score.toFixed(2), text)
await anlam.close()
