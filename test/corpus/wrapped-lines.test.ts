import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { unwrap } from '../../src/corpus/formats/wrapped-lines.js'
import { file, readAll } from '../support/corpus.js'
import { PROJECT_ROOT, shared, unlessShared } from '../support/shared.js'

const PARAGRAPHS = [
  'Makine öğrenmesi, bilgisayarların verilerden öğrenmesini sağlayan yöntemlerin tümüdür. Bu yöntemler istatistiğe ' +
    'dayanır ve örneklerden kural çıkarır. Kural ne kadar yalınsa o kadar iyi geneller.',
  'Derin öğrenme bunun bir alt dalıdır ve çok katmanlı ağlar kullanır. Ağ-tabanlı yöntemlerin ağırlıkları geri ' +
    'yayılım ile bulunur.',
]

/** Wraps a paragraph at a width, its first line indented. */
function wrap(text: string, width: number, indent = ''): string[] {
  const lines = [indent]
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!
    if (last.trim() !== '' && last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] += (last.trim() === '' ? '' : ' ') + word
  }
  return lines
}

for (const [name, expected] of [
  [
    'girintili.txt',
    [
      'Makine öğrenmesi, bilgisayarların verilerden öğrenmesini sağlayan yöntemlerin tümüdür.',
      'Derin öğrenme bunun bir alt dalıdır ve çok katmanlı ağlar kullanır.',
    ],
  ],
  [
    'sarili.txt',
    [
      'Makine öğrenmesi, bilgisayarların verilerden öğrenmesini sağlayan yöntemlerin tümüdür. Bu yöntemler istatistiğe ' +
        'dayanır. Derin öğrenme bunun bir alt dalıdır.',
    ],
  ],
  [
    'tireli.txt',
    [
      'Makine öğrenmesi, bilgisayarların verilerden öğrenmesini sağlayan yöntemlerin tümüdür. Derin öğrenme bunun bir ' +
        'alt dalıdır.',
      'Ağ-tabanlı yöntemler ise başkadır.',
    ],
  ],
] as const)
  test(`${name} is read as whole sentences`, { skip: unlessShared(`cases/files/${name}`) }, async () => {
    const { documents } = await readAll([shared(`cases/files/${name}`)])
    assert.deepEqual(documents[0]!.document.text.split('\n\n'), expected)
  })

test('wrapped paragraphs become whole, whether blank lines or indents separate them', () => {
  for (const width of [50, 72, 90]) {
    const [first, second] = PARAGRAPHS as [string, string]
    const blank = [...wrap(first, width), '', ...wrap(second, width)]
    assert.deepEqual(unwrap(blank).split('\n\n'), PARAGRAPHS, `${width}, blank lines`)
    const indented = [...wrap(first, width, '    '), ...wrap(second, width, '    ')]
    assert.deepEqual(unwrap(indented).split('\n\n'), PARAGRAPHS, `${width}, indents`)
  }
})

test('the text of a file holds the joined lines, and passages are exact slices of it', async t => {
  const text =
    'Makine öğrenmesi, bilgisayarların veri-\nlerden öğrenmesini sağlayan yöntem-\nlerin tümüdür.\n'
  const { documents } = await readAll([file(t, 'a.txt', text)])
  assert.equal(
    documents[0]!.document.text,
    'Makine öğrenmesi, bilgisayarların verilerden öğrenmesini sağlayan yöntemlerin tümüdür.',
  )
})

test('items, headings, dialogues and tables in a wrapped text keep their lines apart', () => {
  const [first, second] = PARAGRAPHS as [string, string]
  const lines = [
    'GİRİŞ',
    ...wrap(first, 60),
    '- Budama, ağacın gereksiz dallarını keser ve böylece modelin',
    '  ezberlemesini önler.',
    '- Torbalama',
    'Ad      Soyad      Not',
    'Ali     Ak         80',
    ...wrap(second, 60),
  ]
  assert.deepEqual(unwrap(lines).split('\n\n'), [
    'GİRİŞ',
    first,
    '- Budama, ağacın gereksiz dallarını keser ve böylece modelin ezberlemesini önler.',
    '- Torbalama',
    'Ad      Soyad      Not',
    'Ali     Ak         80',
    second,
  ])
})

test('verses, lists, long lines and single lines stay as they are', () => {
  for (const lines of [
    ['Ağlar dokunur gecenin ipinden', 'sayılar akar', 'bir pencereden ötekine', 'kimse bilmez neden'],
    ['Karar ağacı', 'Rastgele orman', 'Destek vektör makinesi', 'En yakın komşu'],
    ['karar ağacı', 'rastgele orman', 'destek vektör makinesi', 'en yakın komşu'],
    ['- Nasılsın?', '- İyiyim, sen nasılsın?', '- Ben de iyiyim.'],
    PARAGRAPHS,
    ['Tek satır.'],
    [''],
    [],
  ])
    assert.equal(unwrap(lines), lines.join('\n'))
})

test('files with a sentence on each line are never joined', () => {
  const rows = readFileSync(join(PROJECT_ROOT, 'corpus/pairs.jsonl'), 'utf8').trim().split('\n')
  const sentences = rows.map(row => (JSON.parse(row) as { a: string }).a)
  assert.ok(sentences.length >= 1000)
  for (const size of [5, 40, sentences.length])
    for (let from = 0; from < sentences.length; from += size) {
      const lines = sentences.slice(from, from + size)
      assert.equal(unwrap(lines), lines.join('\n'))
      const bare = lines.map(line => line.toLocaleLowerCase('tr').replace(/[.!?]$/, ''))
      if (size > 5) assert.equal(unwrap(bare), bare.join('\n'))
    }
})
