import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { formatDate, formatNumber, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { BankReason, FileFault, saidOf } from './bank-reason.tsx'
import { useFileDecision } from './file-decision.tsx'
import { FileKind } from './file-kind.tsx'
import { FileLine } from './file-line.tsx'
import { bankFileQuery, type BankFile, type FileLine as Line } from './finance-queries.ts'
import { StateBadge } from './state-badge.tsx'
import { fileTone } from './status-tone.ts'

type Ways = { onClose: () => void; onOrders: () => void }

/** A file in either direction; opened at a line, it begins with what stands there. */
export function FileSheet({ number, line, ...ways }: Ways & { number: number; line: number | undefined }) {
  const { t } = useTranslation()
  const { data: file, error, refetch } = useQuery(bankFileQuery(number, line))
  if (file) return <ReadFile file={file} line={line} atLine={file.at_line} {...ways} />
  return (
    <Sheet title={t('console.finance.file', { number })} onClose={ways.onClose}>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <SkeletonRows rows={6} />}
    </Sheet>
  )
}

function ReadFile({
  file,
  line,
  atLine,
  onClose,
  onOrders,
}: Ways & { file: BankFile; line: number | undefined; atLine: Line | null }) {
  const { t } = useTranslation()
  const decision = useFileDecision(file, onClose)
  return (
    <Sheet
      title={file.name}
      onClose={onClose}
      footer={
        file.kind === 'pain.001' ? (
          <Button onClick={onOrders}>{t('console.finance.files.orders')}</Button>
        ) : (
          decision?.button
        )
      }
    >
      {file.status === 'quarantined' ? (
        <Alert tone="warn" className="mb-2">
          {t('console.finance.files.asideText')}
        </Alert>
      ) : null}
      {line === undefined ? null : <FileLine number={line} of={atLine} />}
      <FileFacts file={file} />
      {decision?.form}
    </Sheet>
  )
}

function FileFacts({ file }: { file: BankFile }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const said = saidOf(file)
  const mono = (text: string) => <span className="font-mono text-xs break-all">{text}</span>
  return (
    <Facts
      lines={[
        {
          label: t('console.finance.files.status'),
          value: (
            <StateBadge tone={fileTone[file.status]}>
              {t(`console.finance.files.state.${file.status}`)}
            </StateBadge>
          ),
        },
        ...(file.fault
          ? [{ label: t('console.finance.files.reason'), value: <FileFault fault={file.fault} /> }]
          : []),
        ...(said ? [{ label: t('console.finance.files.refused'), value: <BankReason said={said} /> }] : []),
        { label: t('console.finance.files.kind'), value: <FileKind of={file} /> },
        {
          label: t('console.finance.files.number'),
          value: <span className="tabular-nums">{file.number}</span>,
        },
        ...(file.message_id
          ? [{ label: t('console.finance.files.message'), value: mono(file.message_id) }]
          : []),
        ...(file.requested_on
          ? [{ label: t('console.finance.files.day'), value: formatDate(file.requested_on, language) }]
          : []),
        ...(file.sent_at
          ? [{ label: t('console.finance.files.sent'), value: formatTime(file.sent_at, language) }]
          : []),
        ...(file.size === null
          ? []
          : [
              {
                label: t('console.finance.files.size'),
                value: t('console.finance.files.bytes', { count: formatNumber(file.size, language) }),
              },
            ]),
        ...(file.explanation
          ? [
              {
                label: t(
                  `console.finance.files.explained.${file.status === 'dismissed' ? 'dismissed' : 'read'}`,
                ),
                value: <span className="wrap-anywhere">{file.explanation}</span>,
                ...(file.decided_by
                  ? { detail: t('console.finance.files.by', { name: file.decided_by }) }
                  : {}),
              },
            ]
          : []),
        ...(file.sha256 ? [{ label: t('console.finance.files.hash'), value: mono(file.sha256) }] : []),
      ]}
    />
  )
}
