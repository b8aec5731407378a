import type { Draft } from '../plan.js'
import { nth } from '../random.js'
import type { Country } from '../words.js'
import type { Stage } from './stage.js'

const sharedPeople = 18
const countries: readonly Country[] = ['GBR', 'DEU', 'FRA']

/** People who buy in both marketplaces, under other customer ids and the same address. */
export const knownToBoth = ({ crowd }: Stage): readonly Draft[] =>
  Array.from({ length: sharedPeople }, (_, number) => number).flatMap((number) => {
    const person = crowd.person(nth(countries, number))
    const south = number < 2 ? { email: nth([shouted, spaced], number)(person.email) } : {}
    const tale = number < 2 ? 'known to both marketplaces, in another spelling' : 'known to both marketplaces'
    return [
      { tale, customer: crowd.customer('north', person), state: nth(['CLOSED', 'RECEIVED'], number) },
      { tale, customer: crowd.customer('south', person, south), state: nth(['CLOSED', 'CLOSED', 'SHIPPED'], number) },
    ]
  })

const shouted = (email: string): string => email.toUpperCase()

const spaced = (email: string): string => ` ${email.charAt(0).toUpperCase()}${email.slice(1)} `
