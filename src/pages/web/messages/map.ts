/** Texts of the map. */
const tr = {
  selectionFile: 'secim',
  mapNote: 'Anlamca yakın parçalar yakın durur.',
  mapSample: (shown: string, all: string) =>
    `${all} parçadan rastgele seçilmiş ${shown} tanesi gösteriliyor.`,
  mapWhole: (all: string) => `${all} parçanın tümü gösteriliyor.`,
  drawing: (seconds: string) => `Harita çiziliyor (${seconds} sn). Büyük dizinlerde yarım dakika sürebilir.`,
  selected: (count: string) => `${count} parça seçildi`,
  draw: 'Bölge çiz',
  drawNote: 'Bir bölgeyi seçmek için çevresini çizin ya da listeden bölge seçin.',
  regions: 'Bölgeler',
  regionOf: (label: string, count: string) => `${label} (${count})`,
  clearSelection: 'Seçimi kaldır',
  colourBy: 'Renkler',
  byRegion: 'bölgeye göre',
  hitsOnMap: (count: string, query: string) => `“${query}” aramasının haritadaki ${count} sonucu halkalı.`,
  valuesInSelection: 'Seçilenlerin özellikleri: birine basınca arama onunla sınırlanır',
}

const en: typeof tr = {
  selectionFile: 'selection',
  mapNote: 'Passages close in meaning are close together.',
  mapSample: (shown, all) => `A random sample of ${shown} of ${all} passages is shown.`,
  mapWhole: all => `All ${all} passages are shown.`,
  drawing: seconds => `Drawing the map (${seconds} s). For a large index this can take half a minute.`,
  selected: count => `${count} ${count === '1' ? 'passage' : 'passages'} selected`,
  draw: 'Draw a region',
  drawNote: 'Draw around a region to select it, or choose one from the list.',
  regions: 'Regions',
  regionOf: (label, count) => `${label} (${count})`,
  clearSelection: 'Clear the selection',
  colourBy: 'Colours',
  byRegion: 'by region',
  hitsOnMap: (count, query) => `${count} hits of the search “${query}” have a ring.`,
  valuesInSelection: 'What the selected ones have: press one to search only there',
}

export const map = { tr, en }
