import { recordStates, triggerStates } from '@concord/domain'
import { heading, type Section, table } from '../document.js'
import type { Voice } from '../voice.js'

/** What the words for states mean. */
export const glossarySection = ({ texts: { glossary, words } }: Voice): Section => ({
  title: glossary.title,
  blocks: [
    heading(glossary.recordsTitle),
    table(
      glossary.head,
      recordStates.map((state) => [words.recordStates[state].name, words.recordStates[state].meaning]),
      [25, 75],
    ),
    heading(glossary.messagesTitle),
    table(
      glossary.head,
      triggerStates.map((state) => [words.triggerStates[state].name, words.triggerStates[state].meaning]),
      [25, 75],
    ),
  ],
})
