// Finds sentences that say the same, keeps one of each group, and writes what stays: `node examples/mine-paraphrases.js`.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Anlam } from 'anlam'

const SENTENCES = [
  { id: 'hız-1', text: 'Öğrenme hızı çok büyük seçilirse eğitim ıraksayabilir.' },
  { id: 'hız-2', text: 'Öğrenme oranı fazla yüksek olursa eğitim ıraksayabilir.' },
  { id: 'hız-3', text: 'Öğrenme hızı çok büyük seçilirse eğitim ıraksamaz.' },
  { id: 'dropout-1', text: 'Dropout, eğitim sırasında nöronları rastgele kapatır.' },
]

const anlam = new Anlam()
try {
  const corpus = await anlam.openOrCreate('cümleler')
  await corpus.add(SENTENCES)
  const { pairs, groups } = await corpus.mine({ threshold: 0.6 })
  // Flags say in what two similar sentences contradict each other.
  for (const { kind, flags, score, a, b } of pairs)
    console.log(score.toFixed(2), kind, flags.join(' '), '|', a, '|', b)
  for (const { representative, members } of groups)
    await corpus.remove(members.filter(id => id !== representative))
  const file = join(tmpdir(), 'temiz.csv')
  console.log(await corpus.export(file, { excel: true }), 'sentences in', file)
} finally {
  await anlam.close()
}
