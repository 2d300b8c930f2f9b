import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { queryClient } from '../../lib/queries.ts'
import { staffApi } from '../../lib/staff-api.ts'
import { may, staffSessionQuery } from '../../lib/staff-session.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { RadioCards } from '../../ui/choice.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Amount } from '../../ui/money.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { showToast } from '../../ui/toasts.ts'
import { CauseFields, useCause, type Cause } from './cause-fields.tsx'
import { FilePlace } from './file-line.tsx'
import type { SuspenseItem } from './finance-queries.ts'
import { StateBadge } from './state-badge.tsx'
import { Written } from './written.tsx'
import { suspenseTone } from './status-tone.ts'

type Way = SuspenseItem['ways'][number]

/** What is known of the money, and what is proposed to the second person. */
export function SuspenseSheet({ item, onClose }: { item: SuspenseItem; onClose: () => void }) {
  const { t } = useTranslation()
  const { data: session } = useQuery(staffSessionQuery)
  const [way, setWay] = useState<Way>(item.ways[0] ?? 'assign')
  const [reference, setReference] = useState('')
  const [asked, setAsked] = useState(false)
  const cause = useCause()
  const propose = useProposal(item, onClose)
  const mayPropose = item.ways.length > 0 && may(session, 'finance.request')
  const needsReference = way === 'assign' && reference.trim() === ''
  function submit() {
    setAsked(true)
    const why = cause.read()
    if (why && !needsReference)
      propose.mutate({ way, why, ...(way === 'assign' ? { reference: reference.replaceAll(' ', '') } : {}) })
  }
  return (
    <Sheet
      title={t('console.finance.suspense.one')}
      description={mayPropose ? t('console.finance.suspense.rule') : undefined}
      onClose={onClose}
      footer={
        mayPropose ? (
          <Button pending={propose.isPending} onClick={submit}>
            {t('console.finance.suspense.propose')}
          </Button>
        ) : undefined
      }
    >
      <ItemFacts item={item} />
      {mayPropose ? (
        <div className="mt-5 flex flex-col gap-5 border-t border-line pt-5">
          <RadioCards
            label={t('console.finance.suspense.way')}
            value={way}
            options={item.ways.map(each => ({
              value: each,
              label: t(`console.finance.suspense.ways.${each}`),
              detail: t(`console.finance.suspense.waysText.${each}`),
            }))}
            onChange={setWay}
          />
          {way === 'assign' ? (
            <Field
              label={t('console.finance.suspense.reference')}
              hint={t('console.finance.suspense.referenceHint')}
              error={asked && needsReference ? t('console.finance.suspense.referenceMissing') : undefined}
            >
              <Input
                autoComplete="off"
                maxLength={40}
                value={reference}
                onChange={event => setReference(event.target.value)}
              />
            </Field>
          ) : null}
          <CauseFields cause={cause} />
        </div>
      ) : null}
      <ItemLinks item={item} />
      {propose.error ? <ErrorState error={propose.error} className="mt-4" /> : null}
    </Sheet>
  )
}

/** To the request that waits, and to the customer whose money it turned out to be. */
function ItemLinks({ item }: { item: SuspenseItem }) {
  const { t } = useTranslation()
  const { data: session } = useQuery(staffSessionQuery)
  return (
    <>
      {item.approval ? (
        <Alert
          className="mt-4"
          action={
            may(session, 'approvals.read') ? (
              <Link
                to="/console/approvals"
                search={{ approval: item.approval }}
                className={buttonClass({ variant: 'secondary', size: 'sm' })}
              >
                {t('console.finance.suspense.toApproval')}
              </Link>
            ) : undefined
          }
        >
          {t('console.finance.suspense.proposed')}
        </Alert>
      ) : null}
      {item.customer && may(session, 'customers.read') ? (
        <Link
          to="/console/customers/$customer"
          params={{ customer: item.customer }}
          className={buttonClass({ variant: 'secondary', size: 'sm', className: 'mt-4' })}
        >
          {t('console.finance.orders.customer')}
        </Link>
      ) : null}
    </>
  )
}

function useProposal(item: SuspenseItem, onDone: () => void) {
  const { t } = useTranslation()
  return useMutation({
    mutationFn: ({ way, why, reference }: { way: Way; why: Cause; reference?: string }) =>
      staffApi('requestApproval', {
        body: {
          action: {
            kind: 'resolve_suspense',
            suspense_item: item.id,
            resolution: way,
            ...(reference === undefined ? {} : { reference }),
          },
          ...why,
        },
      }),
    async onSuccess() {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['staff', 'approvals'] }),
        queryClient.invalidateQueries({ queryKey: ['staff', 'suspense'] }),
      ])
      showToast({ text: t('console.finance.suspense.done') })
      onDone()
    },
  })
}

function ItemFacts({ item }: { item: SuspenseItem }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const mono = (text: string) => <span className="font-mono text-xs break-all">{text}</span>
  const { name, account } = item.counterparty
  return (
    <Facts
      lines={[
        {
          label: t('console.finance.suspense.amount'),
          value: <Amount money={item.amount} />,
          detail: t(`console.finance.suspense.side.${item.side}`),
          strong: true,
        },
        {
          label: t('console.finance.status'),
          value: (
            <StateBadge tone={suspenseTone[item.status]}>
              {t(`console.finance.suspense.state.${item.status}`)}
            </StateBadge>
          ),
        },
        {
          label: t('console.finance.suspense.why'),
          value: t(`console.finance.suspense.reason.${item.reason}`),
        },
        {
          label: t('console.finance.suspense.who'),
          value: <span className="wrap-anywhere">{name ?? t('console.finance.suspense.unnamed')}</span>,
        },
        ...(account === null ? [] : [{ label: t('console.finance.suspense.account'), value: mono(account) }]),
        {
          label: t('console.finance.suspense.written'),
          value: <Written reference={item.reference} />,
        },
        { label: t('console.finance.suspense.since'), value: formatDate(item.booked_on, language) },
        {
          label: t('console.finance.suspense.entry'),
          value: mono(item.statement_entry),
          detail: <FilePlace file={item.file} line={item.line} />,
        },
      ]}
    />
  )
}
