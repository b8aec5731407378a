import type { Words } from './words.js'

/** All prose of the hand-over in one language; a text that is missing is an error of types. */
export interface Texts {
  readonly words: Words
  readonly cover: {
    readonly title: string
    readonly subtitle: string
    readonly about: string
    readonly written: string
    readonly period: string
    readonly settings: string
    readonly running: (since: string) => string
    readonly inFile: (path: string) => string
    readonly marketplaces: string
    readonly accounts: string
    readonly fromTo: (from: string, to: string) => string
    readonly contents: string
    readonly page: (page: number, of: number) => string
  }
  readonly common: {
    readonly yes: string
    readonly no: string
    readonly pair: (name: string, value: string) => string
    readonly notAvailable: string
    readonly blank: string
    readonly others: (count: string) => string
  }
  readonly setup: {
    readonly title: string
    readonly intro: string
    readonly marketplaces: string
    readonly marketplaceHead: readonly [string, string, string, string, string, string]
    readonly notWrittenBack: string
    readonly accounts: string
    readonly accountHead: readonly [string, string, string, string, string, string]
    readonly newContacts: { readonly unsubscribed: string; readonly never: string }
    readonly messagesOf: (account: string) => string
    readonly messagesIntro: string
    readonly messageHead: readonly [string, string, string, string, string]
    readonly off: string
    readonly campaign: (locale: string, id: string) => string
    readonly anyLocale: string
    readonly program: (id: string) => string
    readonly listEntry: (id: string) => string
    readonly event: (name: string) => string
    readonly onList: (id: string) => string
    readonly onPreference: (id: string) => string
    readonly everybody: string
    readonly subscribers: string
    readonly told: string
    readonly toldIntro: string
    readonly toldHead: readonly [string, string, string]
    readonly nobodyTold: string
    readonly escalation: (routes: string, after: string) => string
  }
  readonly homes: {
    readonly title: string
    readonly intro: string
    readonly head: readonly [string, string, string, string, string]
    readonly fields: string
    readonly fieldsIntro: string
    readonly fieldHead: readonly [string, string]
    readonly contactFields: string
    readonly recordsIn: (collection: string) => string
    readonly partsOf: (part: string) => string
    readonly messageValues: string
    readonly rules: readonly string[]
  }
  readonly owners: {
    readonly title: string
    readonly intro: string
    readonly blanks: string
    readonly head: readonly [string, string, string, string, string, string]
    readonly notCounted: string
  }
  readonly weekly: {
    readonly title: string
    readonly intro: string
    readonly figures: string
    readonly fineWhen: string
    readonly accounted: {
      readonly what: string
      readonly fine: string
      readonly holds: string
      readonly broken: string
    }
    readonly lastRead: { readonly what: string; readonly fine: string }
    readonly received: { readonly what: string; readonly fine: string }
    readonly delivered: { readonly what: string; readonly fine: string }
    readonly withheld: { readonly what: string; readonly fine: string }
    readonly waiting: { readonly what: string; readonly fine: string }
    readonly quarantined: { readonly what: string; readonly fine: string }
    readonly messages: { readonly what: string; readonly fine: string }
    readonly inDoubt: { readonly what: string; readonly fine: string }
    readonly optOuts: {
      readonly what: string
      readonly fine: string
      readonly learned: (account: string, count: string, worst: string) => string
      readonly none: (account: string) => string
    }
    readonly reconciliation: {
      readonly what: string
      readonly fine: string
      readonly run: (when: string, marketplace: string, found: string) => string
      readonly unfinished: (when: string, marketplace: string) => string
    }
    readonly exceptions: {
      readonly what: string
      readonly fine: string
      readonly figure: (open: string, old: string) => string
    }
    readonly messagesTitle: string
    readonly messagesHead: readonly [string, string, string, string, string]
    readonly reasonsTitle: string
    readonly reasonsHead: readonly [string, string, string]
    readonly noReasons: string
    readonly agesTitle: string
    readonly agesHead: readonly [string, string, string, string]
  }
  readonly alerts: {
    readonly title: string
    readonly intro: readonly string[]
    readonly openNow: (count: string) => string
    readonly head: readonly [string, string, string, string]
    readonly open: string
    readonly ownerOfEach: string
    readonly notAvailable: string
  }
  readonly changes: {
    readonly title: string
    readonly first: string
    readonly since: (date: string) => string
    readonly settings: string
    readonly settingHead: readonly [string, string, string]
    readonly absent: string
    readonly noSettings: string
    readonly owners: string
    readonly ownerHead: readonly [string, string, string]
    readonly noOwners: string
    readonly figures: string
    readonly figureHead: readonly [string, string, string, string]
    readonly periods: (before: string, now: string) => string
  }
  readonly glossary: {
    readonly title: string
    readonly recordsTitle: string
    readonly messagesTitle: string
    readonly head: readonly [string, string]
  }
}
