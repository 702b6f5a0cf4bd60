// While files are being read, the list is fetched again and put in place: no reload, the focus stays. Without script the page reloads itself.
const again = async () => {
  const old = document.getElementById("queue");
  if (!("busy" in old.dataset)) return;
  try {
    const answer = await fetch(location.href);
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("queue");
      if (fresh && fresh.innerHTML !== old.innerHTML) old.innerHTML = fresh.innerHTML;
      if (fresh && !("busy" in fresh.dataset)) delete old.dataset.busy;
    }
  } catch { /* the server is being started again; the next round finds it */ }
  setTimeout(again, 1500);
};
setTimeout(again, 1000);
