/** Texts of groups of paraphrases. */
const tr = {
  groupsFile: 'gruplar',
  find: 'Grupları bul',
  finding: 'Gruplar aranıyor',
  threshold: 'En düşük benzerlik (boş: modelinki)',
  foundGroups: (count: string) => `${count} grup`,
  firstGroups: (count: string) => `İlk ${count} grup, en büyükleri önce`,
  noGroups: 'Bu benzerlikte aynı şeyi söyleyen iki parça yok.',
  groupsGone: 'Bu gruplar sunucuda artık yok. Yeniden bulmak için düğmeye basın.',
  miningCancelled: 'Aramadan vazgeçildi.',
  members: 'parça',
  firstMembers: (shown: string, all: string) => `${all} parçanın ilk ${shown} tanesi`,
  groupsNote: 'Aynı şeyi söyleyen parçaları bir araya getirir. Her üye, temsilcisine en az bu kadar benzer.',
}

const en: typeof tr = {
  groupsFile: 'groups',
  find: 'Find groups',
  finding: 'Finding groups',
  threshold: 'Minimum similarity (empty: the model’s)',
  foundGroups: count => `${count} ${count === '1' ? 'group' : 'groups'}`,
  firstGroups: count => `First ${count} groups, largest first`,
  noGroups: 'No two passages say the same at this similarity.',
  groupsGone: 'The server does not have these groups any more. Press the button to find them again.',
  miningCancelled: 'The search was cancelled.',
  members: 'passages',
  firstMembers: (shown, all) => `First ${shown} of ${all} passages`,
  groupsNote:
    'Groups passages that say the same. Every member is at least this similar to its representative.',
}

export const groups = { tr, en }
