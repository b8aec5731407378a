/** What an expression of PromQL names. */
export interface Named {
  readonly metrics: readonly string[]
  /** Every label it selects or groups by. */
  readonly labels: readonly string[]
  /** What it compares labels with; alternatives of a regular expression one by one, where that is all it has. */
  readonly values: readonly (readonly [label: string, value: string])[]
}

const words = new Set(
  ['and', 'or', 'unless', 'offset', 'bool', 'ignoring', 'on', 'by', 'without', 'group_left', 'group_right'].concat(
    'inf',
  ),
)
const grouping = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^()]*)\)/g
const selecting = /\{([^{}]*)\}/g
const matcher = /(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g

/** Enough of PromQL for our dashboards and rules: no comments, and no braces inside of texts. */
export const namedIn = (expression: string): Named => {
  const matchers = [...expression.matchAll(selecting)].flatMap(([, inside = '']) => [...inside.matchAll(matcher)])
  const grouped = [...expression.matchAll(grouping)].flatMap(([, inside = '']) => namesIn(inside))
  const bare = expression
    .replace(selecting, ' ')
    .replace(grouping, ' ')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/"[^"]*"/g, ' ')
    .replace(/\boffset\s+\w+/g, ' ')
  return {
    metrics: [...new Set(namesIn(bare.replace(/[A-Za-z_]\w*\s*\(/g, '(')).filter((name) => !words.has(name)))],
    labels: [...new Set([...grouped, ...matchers.map(([, label = '']) => label)])],
    values: matchers.flatMap(([, label = '', how = '', value = '']) =>
      (how.endsWith('~') ? alternativesIn(value) : [value]).map((one) => [label, one] as const),
    ),
  }
}

const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?<![\w$.])[A-Za-z_:][\w:]*/g)].map(([name]) => name)

const alternativesIn = (pattern: string): readonly string[] => {
  const alternatives = pattern.split('|')
  return alternatives.every((one) => /^[\w-]+$/.test(one)) ? alternatives : []
}
