import { type Action, useAction } from './action.js'
import { useShared } from './shared.js'

/** Takes a removal or tags back. @param onUndone called once they are */
export function useUndo(
  onUndone: () => void,
): Pick<Action<void>, 'isBusy' | 'error'> & { undo: (id: string) => void } {
  const { client, index, onChanged } = useShared()
  const { run, isBusy, error } = useAction<void>()
  const undo = (id: string): void =>
    run(async () => {
      await client.undoRemoval(index!.name, id)
      onUndone()
      onChanged()
    })
  return { undo, isBusy, error }
}
