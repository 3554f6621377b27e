/** Texts of cleaning up. */
const tr = {
  curateNote: 'Kopyaları kaldırın, kaldırdıklarınızı geri alın, sonucu dosya olarak indirin.',
  copiesTitle: 'Birebir kopyalar',
  keep: 'Hangisi kalsın',
  keeps: { first: 'ilk eklenen', longest: 'en uzun olan' },
  merge: 'Kalan, yalnızca ötekilerde olan özellikleri alsın',
  countCopies: 'Kopyaları say',
  removeCopies: (count: string) => `${count} kopyayı kaldır`,
  noCopies: (all: string) => `${all} belge arasında birebir kopya yok.`,
  foundCopies: (count: string, all: string) =>
    `${all} belgeden ${count} tanesi bir başkasının birebir kopyası.`,
  removedCopies: (count: string) => `${count} kopya kaldırıldı; aşağıdan geri alabilirsiniz.`,
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
  removedOthers: (count: string) => `${count} belge kaldırıldı.`,
  removedMember: 'kaldırıldı',
}

const en: typeof tr = {
  curateNote: 'Remove copies, bring back what you removed, and download the result.',
  copiesTitle: 'Exact copies',
  keep: 'Which one stays',
  keeps: { first: 'the one added first', longest: 'the longest' },
  merge: 'Give it the metadata that only the others have',
  countCopies: 'Count copies',
  removeCopies: count => `Remove ${count} ${count === '1' ? 'copy' : 'copies'}`,
  noCopies: all => `None of ${all} documents is an exact copy.`,
  foundCopies: (count, all) => `${count} of ${all} documents are exact copies of others.`,
  removedCopies: count =>
    `${count} ${count === '1' ? 'copy was' : 'copies were'} removed; you can undo it below.`,
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
  removedOthers: count => `${count} ${count === '1' ? 'document' : 'documents'} removed.`,
  removedMember: 'removed',
}

export const curate = { tr, en }
