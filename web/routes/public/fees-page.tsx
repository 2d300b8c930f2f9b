import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ChargedOperation } from '../../../contract/charges.ts'
import { api, type Answer } from '../../lib/api.ts'
import { formatBasisPoints, formatDate, formatList } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, Loading, PageHeader, Skeleton } from '../../ui/layout.tsx'

type Schedule = Answer<'listFees'>
type FeeRule = Schedule['rules'][number]

const feesQuery = queryOptions({ queryKey: ['fees'], queryFn: () => api('listFees', {}) })

type Listed = Extract<ChargedOperation, 'transfer' | 'deposit'>
const charged: Record<Listed, true> = { transfer: true, deposit: true }

/** The schedule the program charges by, as it is, so that what is published and what is charged cannot differ. */
export function FeesPage() {
  const { t } = useTranslation()
  const language = useLanguage()
  const fees = useQuery(feesQuery)
  return (
    <div className="max-w-3xl pt-6 sm:pt-12">
      <PageHeader title={t('publicPages.fees.title')} intro={t('publicPages.fees.intro')} />
      {fees.data ? (
        <>
          <Card flush>
            <FeeTable schedule={fees.data} />
          </Card>
          <p className="mt-5">{t('publicPages.fees.rest')}</p>
          <p className="mt-1.5 text-sm text-muted">
            {t('publicPages.fees.version', {
              version: fees.data.version,
              date: formatDate(fees.data.valid_from, language),
            })}
          </p>
        </>
      ) : fees.error ? (
        <ErrorState error={fees.error} onRetry={() => void fees.refetch()} />
      ) : (
        <Loading>
          <Skeleton className="h-44" />
        </Loading>
      )}
    </div>
  )
}

function FeeTable({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation()
  const cell = 'px-5 py-4 text-start align-baseline sm:px-6'
  const head = `${cell} py-3 text-sm font-medium text-muted`
  return (
    <table className="w-full border-collapse">
      <thead>
        <tr className="border-b border-line">
          <th scope="col" className={head}>
            {t('publicPages.fees.operation')}
          </th>
          <th scope="col" className={`${head} hidden sm:table-cell`}>
            {t('publicPages.fees.currency')}
          </th>
          <th scope="col" className={head}>
            {t('publicPages.fees.fee')}
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {rowsOf(schedule).map(({ operation, rule }) => {
          const currency = rule?.currency ?? t('publicPages.fees.anyCurrency')
          return (
            <tr key={rule?.id ?? operation}>
              <th scope="row" className={`${cell} font-semibold`}>
                {t(`publicPages.fees.operations.${operation}`)}
                <span className="block text-sm font-normal text-muted sm:hidden">{currency}</span>
              </th>
              <td className={`${cell} hidden sm:table-cell`}>{currency}</td>
              <td className={cell}>
                <Fee rule={rule} />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** An operation without a rule costs nothing, and that is worth a line too. */
function rowsOf({ rules }: Schedule): { operation: Listed; rule: FeeRule | undefined }[] {
  const unnamed = Object.keys(charged)
    .filter(isCharged)
    .filter(operation => !rules.some(rule => rule.operation === operation))
  return [
    ...rules.flatMap(rule => (isCharged(rule.operation) ? [{ operation: rule.operation, rule }] : [])),
    ...unnamed.map(operation => ({ operation, rule: undefined })),
  ]
}

function isCharged(text: string): text is Listed {
  return Object.hasOwn(charged, text)
}

function Fee({ rule }: { rule: FeeRule | undefined }) {
  const { t } = useTranslation()
  const language = useLanguage()
  if (!rule || isFree(rule)) return <Badge tone="ok">{t('publicPages.fees.free')}</Badge>
  const amount = (value: string): string => (rule.currency === null ? value : `${value} ${rule.currency}`)
  const parts = [
    ...(isNothing(rule.fixed)
      ? []
      : [
          t(`publicPages.fees.parts.${rule.currency === null ? 'fixedAny' : 'fixed'}`, {
            amount: amount(rule.fixed),
          }),
        ]),
    ...(rule.basis_points === 0
      ? []
      : [t('publicPages.fees.parts.share', { share: formatBasisPoints(rule.basis_points, language) })]),
  ]
  const bounds = [
    ...(rule.minimum === null ? [] : [t('publicPages.fees.parts.minimum', { amount: amount(rule.minimum) })]),
    ...(rule.maximum === null ? [] : [t('publicPages.fees.parts.maximum', { amount: amount(rule.maximum) })]),
  ]
  return (
    <span className="tabular-nums">
      {formatList(parts, language)}
      {bounds.length > 0 ? (
        <span className="block text-sm text-muted">{formatList(bounds, language)}</span>
      ) : null}
    </span>
  )
}

const isNothing = (amount: string): boolean => /^0*(?:\.0*)?$/.test(amount)

function isFree({ fixed, basis_points: basisPoints, minimum }: FeeRule): boolean {
  return isNothing(fixed) && basisPoints === 0 && (minimum === null || isNothing(minimum))
}
