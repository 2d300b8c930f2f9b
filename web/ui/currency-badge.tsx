import type { Currency } from '../../contract/money.ts'
import { cn } from './cn.ts'

/**
 * A sign and a colour of its own for each currency, and no flag: a currency is not a country (the euro has twenty,
 * the dollar many), and flags have been a political matter before. White on each is at least 4.5:1.
 */
const looks: Record<Currency, { sign: string; className: string }> = {
  CNY: { sign: '元', className: 'bg-[#b23a30]' },
  USD: { sign: '$', className: 'bg-[#2b6b4f]' },
  EUR: { sign: '€', className: 'bg-[#2c4f9e]' },
  GBP: { sign: '£', className: 'bg-[#683f96]' },
  JPY: { sign: '円', className: 'bg-[#9b3562]' },
  HKD: { sign: 'HK', className: 'bg-[#8a5310]' },
  KWD: { sign: 'KD', className: 'bg-[#17646c]' },
}

export function CurrencyBadge({ currency, size = 'md' }: { currency: Currency; size?: 'sm' | 'md' }) {
  const look = looks[currency]
  return (
    <span
      aria-hidden
      className={cn(
        'grid shrink-0 place-items-center rounded-full font-bold text-white',
        size === 'md' ? 'size-9' : 'size-8',
        look.sign.length > 1 ? 'text-[0.7rem]' : 'text-base',
        look.className,
      )}
    >
      {look.sign}
    </span>
  )
}
