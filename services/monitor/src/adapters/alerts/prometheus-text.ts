import type { Sample } from '../../alerts/figures.js'

const line = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)/
const label = /(?<name>[a-zA-Z_]\w*)="(?<value>(?:[^"\\]|\\.)*)"/g

/** Samples of the text format of Prometheus (0.0.4) whose metric is wanted; what is no number is left out. */
export const samplesIn = (text: string, isWanted: (name: string) => boolean): readonly Sample[] =>
  text.split('\n').flatMap((one): readonly Sample[] => {
    const { name = '', labels = '', value } = line.exec(one)?.groups ?? {}
    if (name === '' || !isWanted(name) || !Number.isFinite(Number(value))) return []
    return [{ name, labels: labelsIn(labels), value: Number(value) }]
  })

const labelsIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(label)].map(({ groups: { name = '', value = '' } = {} }) => [name, unescaped(value)]),
  )

const unescaped = (value: string): string =>
  value.replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign))
