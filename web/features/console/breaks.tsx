import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { Scale } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { queryClient } from '../../lib/queries.ts'
import { staffApi } from '../../lib/staff-api.ts'
import { may, staffSessionQuery } from '../../lib/staff-session.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable, oneLine } from '../../ui/data-table.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Field, Textarea } from '../../ui/field.tsx'
import { Amount } from '../../ui/money.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { showToast } from '../../ui/toasts.ts'
import { Chips } from './chips.tsx'
import { breaksQuery, type BankBreak, type BreakStatus } from './finance-queries.ts'
import { PagedRows, useNoneSuch } from './paged-rows.tsx'
import { StateBadge } from './state-badge.tsx'
import { breakTone } from './status-tone.ts'

const filters = ['open', 'matched', 'written_off'] as const satisfies readonly BreakStatus[]

/** Differences between the bank's books and ours, and how each was solved. */
export function Breaks() {
  const { t } = useTranslation()
  const [status, setStatus] = useState<BreakStatus>('open')
  const [open, setOpen] = useState<BankBreak>()
  const query = useInfiniteQuery(breaksQuery(status))
  const noneSuch = useNoneSuch()
  return (
    <>
      <Chips
        label={t('console.finance.status')}
        values={filters}
        value={status}
        nameOf={each => t(`console.finance.breaks.status.${each}`)}
        onChange={setStatus}
      />
      <PagedRows
        query={query}
        empty={
          status === 'open'
            ? {
                icon: <Scale />,
                title: t('console.finance.breaks.none'),
                text: t('console.finance.breaks.noneText'),
              }
            : noneSuch
        }
      >
        {rows => <BreakTable breaks={rows} onOpen={setOpen} />}
      </PagedRows>
      {open ? <BreakSheet found={open} onClose={() => setOpen(undefined)} /> : null}
    </>
  )
}

function BreakTable({
  breaks,
  onOpen,
}: {
  breaks: readonly BankBreak[]
  onOpen: (found: BankBreak) => void
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <DataTable
      label={t('console.finance.reconciliation.breaks')}
      columns={[
        { name: 'what', head: t('console.finance.breaks.what'), main: true },
        { name: 'object', head: t('console.finance.breaks.object') },
        { name: 'expected', head: t('console.finance.breaks.expected'), end: true },
        { name: 'found', head: t('console.finance.breaks.found'), end: true },
        { name: 'since', head: t('console.finance.breaks.since'), className: oneLine },
        { name: 'state', head: t('console.finance.breaks.state') },
      ]}
      rows={breaks.map(found => ({
        key: found.id,
        onOpen: () => onOpen(found),
        cells: {
          what: <span className="font-medium">{t(`console.finance.breaks.kind.${found.kind}`)}</span>,
          object: (
            <span>
              <Subject of={found} />
              <span className="block font-mono text-xs break-all text-muted">{found.account}</span>
            </span>
          ),
          expected: <Figure of={found} value={found.expected} />,
          found: <Figure of={found} value={found.found} />,
          since: <span className="text-muted">{formatTime(found.opened_at, language)}</span>,
          state: (
            <StateBadge tone={breakTone[found.status]}>
              {t(`console.finance.breaks.status.${found.status}`)}
            </StateBadge>
          ),
        },
      }))}
    />
  )
}

function Figure({ of: { currency }, value }: { of: BankBreak; value: string | null }) {
  return value === null ? '–' : <Amount money={{ value, currency }} />
}

const subjects = {
  statement_sum: 'statement',
  opening_differs: 'statement',
  balance_differs: 'statement',
  statement_missing: 'statement',
  entry_differs: 'entry',
  entry_not_on_statement: 'entry',
  debit_missing: 'payment',
  answer_missing: 'payment',
  return_missing: 'payment',
} as const satisfies Record<BankBreak['kind'], string>

/** Which statement, entry or payment it is. */
function Subject({ of: { kind, object, currency } }: { of: BankBreak }) {
  const { t } = useTranslation()
  const subject = subjects[kind]
  return (
    <span className="wrap-anywhere">
      {subject === 'statement'
        ? t('console.finance.breaks.of.statement', { number: object, currency })
        : t(`console.finance.breaks.of.${subject}`, { reference: object })}
    </span>
  )
}

function BreakSheet({ found, onClose }: { found: BankBreak; onClose: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data: session } = useQuery(staffSessionQuery)
  const mayExplain = found.status === 'open' && may(session, 'finance.request')
  const solution = found.solution === 'by_itself' ? t('console.finance.breaks.byItself') : found.solution
  return (
    <Sheet title={t(`console.finance.breaks.kind.${found.kind}`)} onClose={onClose}>
      <Facts
        lines={[
          {
            label: t('console.finance.breaks.object'),
            value: <Subject of={found} />,
          },
          ...(found.account === ''
            ? []
            : [
                {
                  label: t('console.finance.breaks.account'),
                  value: <span className="font-mono text-xs break-all">{found.account}</span>,
                  detail: found.currency,
                },
              ]),
          // A statement that is missing has no figures.
          ...(found.expected === null && found.found === null
            ? []
            : [
                {
                  label: t(`console.finance.breaks.expectedOf.${found.kind}`),
                  value: <Figure of={found} value={found.expected} />,
                },
                {
                  label: t(`console.finance.breaks.foundOf.${found.kind}`),
                  value: <Figure of={found} value={found.found} />,
                },
              ]),
          { label: t('console.finance.breaks.since'), value: formatTime(found.opened_at, language) },
          {
            label: t('console.finance.breaks.state'),
            value: (
              <StateBadge tone={breakTone[found.status]}>
                {t(`console.finance.breaks.status.${found.status}`)}
              </StateBadge>
            ),
          },
          ...(solution === null
            ? []
            : [
                {
                  label: t('console.finance.breaks.solution'),
                  value: <span className="wrap-anywhere">{solution}</span>,
                },
              ]),
          ...(found.solved_by === null
            ? []
            : [{ label: t('console.finance.breaks.by'), value: found.solved_by }]),
        ]}
      />
      {mayExplain ? <Explain found={found} onDone={onClose} /> : null}
    </Sheet>
  )
}

function Explain({ found, onDone }: { found: BankBreak; onDone: () => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [asked, setAsked] = useState(false)
  const isShort = Array.from(text.trim()).length < 10
  const explain = useMutation({
    mutationFn: () =>
      staffApi('explainBankBreak', { params: { break: found.id }, body: { explanation: text.trim() } }),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['staff', 'bank-breaks'] })
      await queryClient.invalidateQueries({ queryKey: ['staff', 'bank-statements'] })
      showToast({ text: t('console.finance.breaks.done') })
      onDone()
    },
  })
  return (
    <div className="mt-5 flex flex-col gap-4 border-t border-line pt-5">
      <p className="text-sm text-muted">{t('console.finance.breaks.explainRule')}</p>
      <Field
        label={t('console.finance.breaks.explanation')}
        hint={t('console.finance.breaks.explanationHint')}
        error={asked && isShort ? t('console.finance.breaks.short') : undefined}
      >
        <Textarea rows={3} maxLength={500} value={text} onChange={event => setText(event.target.value)} />
      </Field>
      {explain.error ? <ErrorState error={explain.error} /> : null}
      <Button
        pending={explain.isPending}
        onClick={() => {
          setAsked(true)
          if (!isShort) explain.mutate()
        }}
      >
        {t('console.finance.breaks.explain')}
      </Button>
    </div>
  )
}
