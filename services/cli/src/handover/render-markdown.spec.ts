import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Block, type Document, heading, paragraph, table } from './document.js'
import { markdownOf } from './render-markdown.js'

const documentWith = (...blocks: readonly Block[]): Document => ({
  ...{ language: 'en', title: 'Hand-over', subtitle: 'For people', about: 'About it.', contents: 'Contents' },
  ...{ particulars: [['Written on', 'Monday']], pageOf: (page, of) => `${page}/${of}` },
  sections: [{ title: 'First', blocks }],
})

const linesOf = (...blocks: readonly Block[]): readonly string[] => markdownOf(documentWith(...blocks)).split('\n')

describe('the hand-over as Markdown', () => {
  it('has a title, what it is of, the contents, and each section with its number', () => {
    expect(markdownOf(documentWith(heading('Part'), paragraph('Text.')))).toBe(
      [
        '# Hand-over\n\nFor people\n\nAbout it.\n\n- **Written on**: Monday\n\n## Contents\n\n1. First\n',
        '## 1. First\n\n### Part\n\nText.\n',
      ].join('\n'),
    )
  })

  it('has boxes to tick, with figures and what is fine below each', () => {
    const checks = [{ what: 'Received', fine: 'It is not nothing.', figures: ['12', '3: for a reason'] }]

    expect(linesOf({ is: 'checklist', figures: 'Figures', fineWhen: 'Fine when:', checks }).slice(-5, -1)).toEqual([
      ...['- [ ] **Received**', '  - 12', '  - 3: for a reason', '  - _Fine when:_ It is not nothing.'],
    ])
  })

  it('keeps a row on one line, whatever a cell holds', () => {
    expect(linesOf(table(['a', 'b'], [['x | y\nz', '<b> & [l](u) `c`']], [1, 1]))).toContain(
      String.raw`| x \| y<br>z | \<b\> \& \[l\](u) \`c\` |`,
    )
  })

  it('takes a date at the beginning of an item for no number of a list', () => {
    expect(linesOf({ is: 'list', items: ['26. November', '- no list', 'MP_ORDERS and _this_'] })).toEqual(
      expect.arrayContaining([
        String.raw`- 26\. November`,
        String.raw`- \- no list`,
        String.raw`- MP_ORDERS and \_this\_`,
      ]),
    )
  })

  it('never lets a text add a row, a cell or a line', () => {
    const nasty = fc
      .array(fc.constantFrom('|', '\\', '\n', '\r', '`', '<', '>', '*', '_', '#', 'a', '\u2028', ' '))
      .map((all) => all.join(''))
    fc.assert(
      fc.property(fc.array(fc.tuple(nasty, nasty), { minLength: 1 }), (rows) => {
        const lines = linesOf(table(['a', 'b'], rows, [1, 1]))
        const body = lines.slice(lines.indexOf('| --- | --- |') + 1).filter((line) => line !== '')

        expect(body).toHaveLength(rows.length)
        for (const line of body) expect(line.replaceAll(/\\./g, '').match(/\|/g)).toHaveLength(3)
      }),
    )
  })
})
