import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { queryClient } from '../../lib/queries.ts'
import { staffApi } from '../../lib/staff-api.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Textarea } from '../../ui/field.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { showToast } from '../../ui/toasts.ts'
import { approvalQuery, type Approval } from './queries.ts'

export type Verdict = 'approve' | 'reject'

const doneTexts = {
  approve: 'console.approvals.approvedDone',
  reject: 'console.approvals.rejectedDone',
} as const satisfies Record<Verdict, string>

/** The decision names the content it is about: what was read is what is decided, or the server refuses. */
export function DecideSheet({
  approval,
  verdict,
  onClose,
}: {
  approval: Approval
  verdict: Verdict
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const [asked, setAsked] = useState(false)
  const missing = verdict === 'reject' && Array.from(note.trim()).length < 5
  const decide = useMutation({
    async mutationFn() {
      const params = { approval: approval.id }
      const { content_hash } = approval
      if (verdict === 'reject')
        return await staffApi('rejectApproval', { params, body: { content_hash, note: note.trim() } })
      const body = { content_hash, ...(note.trim() ? { note: note.trim() } : {}) }
      return await staffApi('approveApproval', { params, body })
    },
    async onSuccess(decided) {
      queryClient.setQueryData(approvalQuery(approval.id).queryKey, decided)
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['staff', 'approvals'] }),
        queryClient.invalidateQueries({ queryKey: ['staff', 'customer'] }),
      ])
      // Of what was overtaken the page says that nothing was done, and why.
      if (decided.status !== 'overtaken') showToast({ text: t(doneTexts[verdict]) })
      onClose()
    },
  })
  function submit() {
    setAsked(true)
    if (!missing) decide.mutate()
  }
  const action = t(`console.approvals.${verdict}`)
  return (
    <Sheet
      title={`${action}: ${t(`console.approvals.kind.${approval.action.kind}`)}`}
      onClose={onClose}
      footer={
        <>
          <Button
            variant={verdict === 'approve' ? 'primary' : 'danger'}
            pending={decide.isPending}
            onClick={submit}
          >
            {action}
          </Button>
          <Button variant="secondary" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
        </>
      }
    >
      <Field
        label={t('console.approvals.note')}
        aside={verdict === 'approve' ? t('console.cause.optional') : undefined}
        hint={t(verdict === 'approve' ? 'console.approvals.noteHint' : 'console.approvals.noteHintReject')}
        error={asked && missing ? t('console.approvals.noteShort') : undefined}
      >
        <Textarea rows={3} maxLength={500} value={note} onChange={event => setNote(event.target.value)} />
      </Field>
      {decide.error ? <ErrorState error={decide.error} className="mt-4" /> : null}
    </Sheet>
  )
}
