import { messageOf } from '../data/control-client.ts';
import { texts } from '../data/texts.ts';

/** A button that takes a JSON file of the user's. */
export function FileButton({
  label,
  onFile,
}: {
  label: string;
  onFile(file: File): Promise<unknown>;
}) {
  return (
    <label class="file-button">
      {label}
      <input
        type="file"
        accept=".json,application/json"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // So that the same file can be chosen again after it was edited.
          currentTarget.value = '';
          if (file !== undefined) void onFile(file);
        }}
      />
    </label>
  );
}

/**
 * Parses the text of a file, or what stands for one.
 * @throws Error that names it, where it is not JSON
 */
export function parseFile(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(texts.value.state.notJson(name, messageOf(error)));
  }
}
