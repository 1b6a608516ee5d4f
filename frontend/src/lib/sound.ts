/** A short sound of two notes, made by the browser itself: there is no file to fetch. */

const NOTES_HZ = [660, 880];
const NOTE_S = 0.12;
const LOUDNESS = 0.08;

/** Silent where the browser wants a press first, or knows no sound. */
export function soundPlay(): void {
  if (typeof AudioContext === "undefined") return;
  const context = new AudioContext();
  const volume = context.createGain();
  volume.gain.value = LOUDNESS;
  volume.connect(context.destination);
  NOTES_HZ.forEach((hz, at) => {
    const note = context.createOscillator();
    note.frequency.value = hz;
    note.connect(volume);
    note.start(context.currentTime + at * NOTE_S);
    note.stop(context.currentTime + (at + 1) * NOTE_S);
    if (at === NOTES_HZ.length - 1) note.onended = () => void context.close();
  });
}
