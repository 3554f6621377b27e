/** Texts of cleaning up. */
const tr = {
  curateNote: 'Kopyaları kaldırın, kaldırdıklarınızı geri alın, sonucu dosya olarak indirin.',
  exactCopies: {
    title: 'Birebir kopyalar',
    count: 'Kopyaları say',
    remove: (count: string) => `${count} kopyayı kaldır`,
    none: (all: string) => `${all} belge arasında birebir kopya yok.`,
    found: (count: string, all: string) => `${all} belgeden ${count} tanesi bir başkasının birebir kopyası.`,
  },
  groupCopies: {
    title: 'Her grupta birini tut',
    count: 'Ötekileri say',
    remove: (count: string) => `${count} belgeyi kaldır`,
    none: (all: string) => `${all} belge arasında kaldırılacak bir şey yok.`,
    found: (count: string, all: string) =>
      `${all} belgeden ${count} tanesi, grubunda kalacak olana benziyor. “Hayır” dediğiniz çiftler ayrı kalır.`,
  },
  keep: 'Hangisi kalsın',
  keeps: { first: 'ilk eklenen', longest: 'en uzun olan' },
  leastAlike: 'Kaldırılanın en düşük benzerliği',
  leastAlikeNote:
    'Kaldırılacaklardan yerine kalana en az benzeyenler. Aynı şeyi söylemiyorlarsa en düşük benzerliği yükseltip yeniden sayın.',
  merge: 'Kalan, yalnızca ötekilerde olan özellikleri alsın',
  removedDocuments: (count: string) => `${count} belge kaldırıldı.`,
  working: 'Çalışıyor',
  removals: 'Kaldırılanlar',
  noRemovals: 'Geri alınabilecek bir şey yok.',
  removal: (documents: string, when: string) => `${documents} belge, ${when}`,
  undo: 'Geri al',
  restored: (count: string) => `${count} belge geri geldi.`,
  leftAsTheyAre: (count: string) => `${count} belge bu arada yeniden yazılmış, olduğu gibi kaldı.`,
  keptInstead: 'yerine kalan:',
  wholeIndex: 'Dizinin tümü',
  keepOnly: 'Bunu tut, ötekileri kaldır',
  removedMember: 'kaldırıldı',
  mergeOthers: 'Kalan, yalnızca ötekilerde olan özellikleri alsın',
  tagging: (documents: string, when: string) => `${documents} belgenin özellikleri değişti, ${when}`,
  tag: 'Etiketle',
  tagField: 'Özellik',
  tagValue: 'Değer (boş: özelliği kaldır)',
  tagged: (count: string) => `${count} belge etiketlendi.`,
  reverted: (count: string) => `${count} belgenin özellikleri eskisi gibi.`,
}

const en: typeof tr = {
  curateNote: 'Remove copies, bring back what you removed, and download the result.',
  exactCopies: {
    title: 'Exact copies',
    count: 'Count copies',
    remove: count => `Remove ${count} ${count === '1' ? 'copy' : 'copies'}`,
    none: all => `None of ${all} documents is an exact copy.`,
    found: (count, all) => `${count} of ${all} documents are exact copies of others.`,
  },
  groupCopies: {
    title: 'Keep one of each group',
    count: 'Count the others',
    remove: count => `Remove ${count} ${count === '1' ? 'document' : 'documents'}`,
    none: all => `There is nothing to remove among ${all} documents.`,
    found: (count, all) =>
      `${count} of ${all} documents are like the one that stays of their group. Pairs that you said “No” to stay apart.`,
  },
  keep: 'Which one stays',
  keeps: { first: 'the one added first', longest: 'the longest' },
  leastAlike: 'Least similarity of what goes',
  leastAlikeNote:
    'Of what would go, the ones least like what stays for them. If they do not say the same, raise the least similarity and count again.',
  merge: 'Give it the metadata that only the others have',
  removedDocuments: count => `${count} ${count === '1' ? 'document' : 'documents'} removed.`,
  working: 'Working',
  removals: 'Removed',
  noRemovals: 'There is nothing to undo.',
  removal: (documents, when) => `${documents} ${documents === '1' ? 'document' : 'documents'}, ${when}`,
  undo: 'Undo',
  restored: count => `${count} ${count === '1' ? 'document is' : 'documents are'} back.`,
  leftAsTheyAre: count => `${count} had been written anew since, and stayed as they are.`,
  keptInstead: 'kept for it:',
  wholeIndex: 'The whole index',
  keepOnly: 'Keep this one, remove the others',
  removedMember: 'removed',
  mergeOthers: 'Give the one kept the metadata that only the others have',
  tagging: (documents, when) =>
    `metadata of ${documents} ${documents === '1' ? 'document' : 'documents'}, ${when}`,
  tag: 'Tag',
  tagField: 'Field',
  tagValue: 'Value (empty: remove the field)',
  tagged: count => `${count} ${count === '1' ? 'document' : 'documents'} tagged.`,
  reverted: count =>
    `${count} ${count === '1' ? 'document has' : 'documents have'} the metadata again that they had.`,
}

export const curate = { tr, en }
