/** Longer, an id would not fit an index of the journal. */
const idLimit = 250

/** PostgreSQL holds neither the character NUL nor half of a surrogate pair. */
const isStorable = (text: string): boolean => !text.includes('\0') && !/\p{Cs}/u.test(text)

/** What stands against naming a record so; undefined where nothing does. */
export const faultOfId = (id: string): string | undefined => {
  if (!isStorable(id)) return 'holds a NUL or half a character'
  return id.length > idLimit ? `is longer than ${idLimit} characters` : undefined
}

/** The place of each text that no database would take, like `customer.id: holds a NUL or half a character`. */
export const faultsOfTexts = (value: unknown, path = ''): readonly string[] => {
  if (typeof value === 'string') return isStorable(value) ? [] : [`${path}: holds a NUL or half a character`]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, entry]) =>
    isStorable(name)
      ? faultsOfTexts(entry, path === '' ? name : `${path}.${name}`)
      : [`${path}: a name in it holds a NUL or half a character`],
  )
}
