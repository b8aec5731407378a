type Family = 'another contact has the record' | 'no such contact'

interface Known {
  readonly remedy: string
  readonly family?: Family
}

const noSuchContact: Known = {
  remedy: 'Dotdigital knows no such contact; restore it there, or find out who deletes it, then replay the record',
  family: 'no such contact',
}
const address: Known = { remedy: 'correct the address at its source, then replay the record' }
const excluded: Known = { remedy: 'the person or the platform has excluded this contact; nothing can be done' }
const locked: Known = {
  remedy:
    'the collection has learned another type for this name; delete the records that brought it, or name another collection in concord.yaml',
}
const name: Known = { remedy: 'a property has a name that Dotdigital does not take; report it to engineering' }
const tooLong: Known = { remedy: 'shorten the value at its source, then replay the record' }
const ours: Known = { remedy: 'Concord wrote what Dotdigital does not take; report it to engineering' }

/** What Dotdigital says of single items (import reports of contacts and of insight data, v2 and v3), in lower case. */
const known: Readonly<Record<string, Known>> = {
  invalidcontactid: noSuchContact,
  contactiddoesnotexist: noSuchContact,
  contactemaildoesnotexist: noSuchContact,
  contactphonenumberdoesnotexist: noSuchContact,
  contactcustomidentifiervaluedoesnotexist: noSuchContact,
  keyexistingfordifferentcontact: {
    remedy: 'another contact has a record under this key; delete it there, then replay the record',
    family: 'another contact has the record',
  },
  ...{ invalidemail: address, invaliddomain: address, invalidphonenumber: address, novalididentifiers: address },
  ...{ blocker: excluded, globallysuppressed: excluded, suppressedbydomain: excluded },
  ...{ jsonvalueincompatiblewithschema: locked, jsondoesnotmatchschema: locked, inconsistenttypes: locked },
  ...{ jsonkeytoolong: name, jsonkeyinvalidcharacters: name, jsoncontainsdashunderscoreclash: name },
  ...{ jsonvaluetoolong: tooLong, jsonnumbervaluetoolarge: tooLong, toomanydistinctkeyvaluepairs: tooLong },
  ...{ jsoncontainsnestedarray: ours, invalidjson: ours, invalidclientkey: ours, apischemaviolation: ours },
  ...{ invalidcontactidentifier: ours, invalidcontactidentifiertype: ours, invalidmatchidentifier: ours },
  ...{ invalidcontactstatus: ours, invalidaddressbookids: ours, invalidcontact: ours },
  ...{ duplicate: ours, duplicateidentifier: ours, duplicatekey: ours, consentrecordsnotapplied: ours },
  missingcollection: {
    remedy: 'somebody deleted the collection; restart the publisher, which creates it, then replay',
  },
  bodytoolarge: { remedy: 'an import has room for 50 MB; make the data smaller at its source, then replay the record' },
}

/** Whether a code means this; its case differs between Dotdigital's documents. */
export const isOf = (family: Family, code: string): boolean => known[code.toLowerCase()]?.family === family

/** The code and whatever Dotdigital says beside it, then what to do; of a code nobody knows only what it says. */
export const withRemedy = (code: string, details: readonly string[] = []): string =>
  [code, ...details, known[code.toLowerCase()]?.remedy].filter(Boolean).join('; ')
