import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskAccountNumber, maskName } from './mask.ts'

describe('names', () => {
  test.each([
    ['张小明', '*小明'],
    ['张伟', '*伟'],
    ['明', '*'],
    ['欧阳娜娜', '*阳娜娜'],
    ['买买提·吐尔逊', '*买提·吐尔逊'],
    ['张 小明', '* 小明'],
    ['𠮷野家', '*野家'],
    ['葛\u{e0100}城', '*城'],
    ['Alice Baker', 'A*** B***'],
    ['  Alice   Baker ', 'A*** B***'],
    ['J', 'J***'],
    ['J R R Tolkien', 'J*** R*** R*** T***'],
    ["O'Brien", 'O***'],
    ['Łukasz Żak', 'Ł*** Ż***'],
    ['محمد علي', 'م*** ع***'],
    ['김철수', '김***'],
    ['やまだ たろう', 'や*** た***'],
    ['王小明 (David Wang)', '王*** (*** W***'],
    ['David 王', 'D*** 王***'],
    ['👨‍👩‍👧 Family', '👨‍👩‍👧*** F***'],
    ['🇨🇳团队', '🇨🇳***'],
    ['👍🏽', '👍🏽***'],
    ['E\u0301lodie', 'E\u0301***'],
    ['किरण', 'कि***'],
    ['\u3000', '***'],
  ])('%s is shown as %s', (name, masked) => {
    expect(maskName(name)).toBe(masked)
  })

  test('of a Chinese name all but the first letter is shown', () => {
    const han = fc.constantFrom(...Array.from('王李張欧阳娜小明伟𠮷々'))
    fc.assert(
      fc.property(han, fc.array(han, { maxLength: 5 }), (family, given) => {
        expect(maskName(family + given.join(''))).toBe(`*${given.join('')}`)
      }),
    )
  })

  test('of any other name no more than one letter of each word is shown', () => {
    const letters = new Intl.Segmenter('und', { granularity: 'grapheme' })
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.array(word, { maxLength: 3 }), words => {
        const masked = maskName(['Li', ...words].join(' '))
        expect(masked.isWellFormed()).toBe(true)
        for (const shown of masked.split(' ')) {
          expect(shown.endsWith('***')).toBe(true)
          expect(Array.from(letters.segment(shown.slice(0, -3))).length).toBeLessThanOrEqual(1)
        }
      }),
    )
  })
})

test('of an account number the last four digits are shown', () => {
  expect(maskAccountNumber('812345678901')).toBe('•••• •••• 8901')
})
