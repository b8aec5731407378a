import type { Language } from '@concord/domain'

/** A line to tick, with the figures of the week beside it and what they should look like. */
export interface Check {
  readonly what: string
  readonly fine: string
  readonly figures: readonly string[]
}

/** All text is plain; a line break in a cell is a line break. */
export type Block =
  | { readonly is: 'heading'; readonly text: string }
  | { readonly is: 'paragraph'; readonly text: string }
  | { readonly is: 'list'; readonly items: readonly string[] }
  | {
      readonly is: 'table'
      readonly head: readonly string[]
      readonly rows: readonly (readonly string[])[]
      /** How much of the width each column has, by proportion. */
      readonly shares: readonly number[]
    }
  | { readonly is: 'checklist'; readonly figures: string; readonly fineWhen: string; readonly checks: readonly Check[] }

export interface Section {
  readonly title: string
  readonly blocks: readonly Block[]
}

/** The whole hand-over in one language, whatever it is written as. */
export interface Document {
  readonly language: Language
  readonly title: string
  readonly subtitle: string
  readonly about: string
  /** What stands on the first page, by name. */
  readonly particulars: readonly (readonly [name: string, value: string])[]
  readonly contents: string
  readonly pageOf: (page: number, of: number) => string
  readonly sections: readonly Section[]
}

export const heading = (text: string): Block => ({ is: 'heading', text })
export const paragraph = (text: string): Block => ({ is: 'paragraph', text })

export const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  shares: readonly number[],
): Block => ({ is: 'table', head, rows, shares })
