import type { WireMoney } from '../../contract/money.ts'
import { minorOf } from '../lib/format.ts'
import { cn } from './cn.ts'

type ShareBarProps = {
  part: WireMoney
  whole: WireMoney
  /** From this share on, in percent, it warns; without it, it never does. */
  warnFrom?: number
  className?: string
}

/** A share of an amount, drawn; figures beside it must say the same. A style would be refused by the policy. */
export function ShareBar({ part, whole, warnFrom = 101, className }: ShareBarProps) {
  const total = minorOf(whole)
  const share = total === 0n ? 100n : (minorOf(part) * 100n) / total
  const width = Number(share > 100n ? 100n : share)
  return (
    <svg
      aria-hidden
      viewBox="0 0 100 2"
      preserveAspectRatio="none"
      className={cn('h-1.5 w-full rounded-full', className)}
    >
      <rect width="100" height="2" className="fill-sunken" />
      <rect width={width} height="2" className={width >= warnFrom ? 'fill-warn' : 'fill-brand'} />
    </svg>
  )
}
