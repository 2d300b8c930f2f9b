import { z } from 'zod'

/**
 * Text from outside (a bank's file, a counterparty's answer) as one line that may be kept, shown to staff and customers
 * and written into files: no control characters, no halves of surrogate pairs (PostgreSQL takes neither), nothing that
 * turns the direction of what stands beside it, at most `length` characters. What our own forms refuse is taken out
 * here: nobody is there to type it again.
 */
export function outsideLine(text: string, length: number): string {
  const clean = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
  return Array.from(clean).slice(0, length).join('').trim()
}

/** A page a customer is sent to: a browser would run `javascript:` as our own page, and show `data:` under our name. */
export const outsidePageSchema = z.url({ protocol: /^https?$/ }).max(2_000)
