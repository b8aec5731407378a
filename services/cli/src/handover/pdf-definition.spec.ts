import { describe, expect, it } from 'vitest'
import { documentOf } from './build.js'
import { type PdfNode, pdfDefinitionOf } from './pdf-definition.js'
import { facts } from './testing/facts.js'

const document = documentOf(facts(), undefined, 'fr')
const definition = pdfDefinitionOf(document)

/** Every node that has something under this name, wherever it stands. */
const nodesWith = (name: string, node: unknown): readonly PdfNode[] => {
  if (typeof node !== 'object' || node === null) return []
  const here = Object.hasOwn(node, name) ? [node as PdfNode] : []
  return [...here, ...Object.values(node).flatMap((part) => nodesWith(name, part))]
}

describe('the hand-over as PDF', () => {
  it('begins with a title page that has the contents, and each section on a page of its own', () => {
    const sections = nodesWith('tocItem', definition.content)

    expect(definition.content[0]).toMatchObject({ text: 'Concord : passation' })
    expect(nodesWith('toc', definition.content)).toHaveLength(1)
    expect(sections.map(({ text }) => text)).toEqual(document.sections.map(({ title }, at) => `${at + 1}. ${title}`))
    expect(sections.every(({ pageBreak }) => pageBreak === 'before')).toBe(true)
  })

  it('numbers its pages in its language', () => {
    const footer = definition['footer'] as (page: number, of: number) => PdfNode

    expect(footer(2, 9)['columns']).toMatchObject([{ text: 'Concord : passation' }, { text: 'Page 2 sur 9' }])
  })

  it('repeats the head of each table on every page, and tears no row in two', () => {
    const tables = nodesWith('headerRows', definition.content)

    expect(tables.length).toBeGreaterThan(8)
    for (const table of tables) expect(table).toMatchObject({ headerRows: 1, dontBreakRows: true })
  })

  it('keeps every table within the page, with as many widths as cells', () => {
    for (const { widths, body } of nodesWith('headerRows', definition.content)) {
      const columns = widths as readonly number[]
      expect((body as unknown[][]).every((row) => row.length === columns.length)).toBe(true)
      expect(columns.reduce((sum, column) => sum + column + 10, 0)).toBeLessThanOrEqual(505.01)
    }
  })

  it('has a box to tick for each thing to check', () => {
    const checks = document.sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.is === 'checklist' ? block.checks : [])),
    )

    expect(nodesWith('canvas', definition.content)).toHaveLength(checks.length)
  })

  it('parts numbers with a space that its font has', () => {
    expect(JSON.stringify(document)).toContain('\u202f')
    expect(JSON.stringify(definition)).not.toMatch(/[\u2009\u202f]/)
    expect(JSON.stringify(definition)).toContain('1\u00a0234')
  })
})
