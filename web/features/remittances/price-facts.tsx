import { useTranslation } from 'react-i18next'
import { formatBasisPoints, formatDate } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Facts, type Fact } from '../../ui/facts.tsx'
import { Amount } from '../../ui/money.tsx'
import type { Quote } from './queries.ts'

type Price = Pick<
  Quote,
  | 'total'
  | 'fees'
  | 'converted_from'
  | 'receive'
  | 'rate'
  | 'mid_rate'
  | 'rate_day'
  | 'markup'
  | 'markup_basis_points'
>

/** What leaves, each fee, the rate with our share of it, and what arrives; in a quote and in the transfer made at it. */
export function PriceFacts({ price }: { price: Price }) {
  const { t } = useTranslation()
  const exchange = useExchangeFacts(price)
  return (
    <Facts
      lines={[
        { label: t('abroad.leaves'), value: <Amount money={price.total} />, strong: true },
        ...(price.fees.length === 0
          ? [{ label: t('abroad.fee'), value: t('abroad.free') }]
          : price.fees.map(line => ({
              label: t('abroad.fee'),
              value: <Amount money={line.amount} />,
            }))),
        ...exchange,
        { label: t('abroad.arrives'), value: <Amount money={price.receive} />, strong: true },
      ]}
    />
  )
}

function useExchangeFacts(price: Price): readonly Fact[] {
  const { t } = useTranslation()
  const language = useLanguage()
  const { rate, mid_rate: mid, rate_day: day, markup, markup_basis_points: share } = price
  if (rate === null || mid === null || day === null) return []
  const perUnit = (value: string) => (
    <span className="whitespace-nowrap tabular-nums">{`1 ${price.total.currency} = ${value} ${price.receive.currency}`}</span>
  )
  return [
    { label: t('abroad.converted'), value: <Amount money={price.converted_from} /> },
    { label: t('exchange.rate'), value: perUnit(rate) },
    {
      label: t('exchange.midRate'),
      detail: t('exchange.rateDay', { day: formatDate(`${day}T12:00:00`, language) }),
      value: perUnit(mid),
    },
    {
      label:
        share === 0
          ? t('exchange.noMarkup')
          : t('exchange.markup', { share: formatBasisPoints(share, language) }),
      value: <Amount money={markup} />,
    },
  ]
}
