import { describe, expect, test } from 'vitest'
import {
  creditorReference,
  creditorReferencesIn,
  groupedReference,
  isCreditorReference,
} from './creditor-reference.ts'

const reference = creditorReference('123456789')

test('a reference is the one the standard computes', () => {
  // The example of ISO 11649 itself, shortened to digits: RF18 0000 0000 0539 0075 4703 4 has another length, so the
  // check digits are verified by the standard's own rule: the rearranged number leaves 1.
  expect(BigInt(`${reference.slice(4)}2715${reference.slice(2, 4)}`) % 97n).toBe(1n)
  expect(groupedReference(reference)).toBe(`${reference.slice(0, 4)} 1234 5678 9`)
})

test('every single wrong digit and every swap of neighbours is noticed', () => {
  for (let place = 2; place < reference.length; place++) {
    for (let digit = 0; digit < 10; digit++) {
      const wrong = `${reference.slice(0, place)}${digit}${reference.slice(place + 1)}`
      expect([wrong, isCreditorReference(wrong)]).toEqual([wrong, wrong === reference])
    }
    const next = place + 1
    if (next === reference.length) continue
    const swapped = `${reference.slice(0, place)}${reference[next]}${reference[place]}${reference.slice(next + 1)}`
    expect([swapped, isCreditorReference(swapped)]).toEqual([swapped, swapped === reference])
  }
})

describe('what a payer wrote', () => {
  test.each([
    [reference, [reference]],
    [`top up ${groupedReference(reference).toLowerCase()} thanks`, [reference]],
    [`/RFB/${reference.slice(0, 6)}\n${reference.slice(6)}`, [reference]],
    [`${reference} ${reference}`, [reference]],
    [`${reference}20261122`, [reference]],
    [reference.slice(0, -1), []],
    [`RF00${reference.slice(4)}`, []],
    ['1000.00 EUR for 123456789', []],
    ['', []],
  ])('%j names %j', (text, found) => {
    expect(creditorReferencesIn(text)).toEqual(found)
  })

  test('two references are two: nobody guesses which one is meant', () => {
    const other = creditorReference('987654321')
    expect(creditorReferencesIn(`${reference} ${other}`)).toEqual([reference, other])
  })
})
