import { parse } from 'tldts'
import type { Imitation } from '../../../contract/api/official-channels.ts'
import { skeleton } from './confusables.ts'

/** Shorter names are too near to too many others for one slip to mean anything. */
const shortestWithTypo = 5
/** A name this long may be two slips away and still be read as ours. */
const shortestWithTwoTypos = 9

/** The name a domain was bought under: `okpay` of `pay.okpay.co.uk`. Undefined for `localhost` and IP addresses. */
export function nameOf(host: string): string | undefined {
  return parse(host.replace(/:\d+$/, '')).domainWithoutSuffix ?? undefined
}

/** Whether a host is the official one or below it. An address or a port is official only to the letter. */
export function isWithin(host: string, official: string): boolean {
  return host === official || (nameOf(official) !== undefined && host.endsWith(`.${official}`))
}

/**
 * How a host imitates an official one, or undefined where it does not. `names` are the names to be taken for: of the
 * official domains, and the operator's own.
 */
export function imitationOf(
  host: string,
  { official, names }: { official: string; names: readonly string[] },
): Imitation | undefined {
  if (isWithin(host, official)) return undefined
  if (isSmuggled(host, official)) return 'subdomain'
  const name = nameOf(host) ?? host
  if (names.includes(name)) return 'other_ending'
  const seen = skeleton(name)
  if (names.some(known => skeleton(known) === seen)) return 'homoglyph'
  if (names.some(known => isTypo(seen, skeleton(known)))) return 'typo'
  // Hyphens and further words are how a name is dressed up: `okpay-security`, `my0kpay`.
  const whole = skeleton(host.replace(/:\d+$/, '')).replaceAll(/[.-]/g, '')
  return names.some(known => known.length >= 4 && whole.includes(skeleton(known))) ? 'name_inside' : undefined
}

/** Our whole domain in front of somebody else's: `okpay.example.account-check.top`, also with dashes for dots. */
function isSmuggled(host: string, official: string): boolean {
  if (nameOf(official) === undefined) return false
  const dashed = official.replaceAll('.', '-')
  return [official, dashed].some(inside => host.startsWith(`${inside}.`) || host.includes(`.${inside}.`))
}

function isTypo(one: string, other: string): boolean {
  const allowed = other.length >= shortestWithTwoTypos ? 2 : other.length >= shortestWithTypo ? 1 : 0
  return allowed > 0 && distance(one, other) <= allowed
}

/** Slips of the finger between two texts: a letter more, less, other, or two the wrong way round (Damerau). */
export function distance(one: string, other: string): number {
  const [a, b] = [Array.from(one), Array.from(other)]
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [row, letter] of a.entries()) {
    const current = [row + 1]
    for (const [column, against] of b.entries()) {
      const swapped =
        letter === b[column - 1] && a[row - 1] === against ? (beforeLast[column - 1] ?? Infinity) : Infinity
      current.push(
        Math.min(
          (last[column + 1] ?? Infinity) + 1,
          (current[column] ?? Infinity) + 1,
          (last[column] ?? Infinity) + (letter === against ? 0 : 1),
          swapped + 1,
        ),
      )
    }
    beforeLast = last
    last = current
  }
  return last[b.length] ?? 0
}
