/** Formats in which a list can be taken along, as buttons name them. */
export const TABLE_FORMATS = [
  { label: 'CSV', options: { format: 'csv' } },
  { label: 'Excel', options: { format: 'csv', excel: true } },
  { label: 'JSONL', options: { format: 'jsonl' } },
  { label: 'Parquet', options: { format: 'parquet' } },
] as const

export type TableChoice = (typeof TABLE_FORMATS)[number]['options']
