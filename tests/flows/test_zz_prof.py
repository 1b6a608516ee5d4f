
import cProfile, pstats, time, io
from tests.factories import people
import pytest
TEXT="В нашем дворе прорвало трубу, вода течёт на улицу третий день."
@pytest.mark.django_db(transaction=True)
def test_p(district, client_of, settings):
    settings.WHITENOISE_USE_FINDERS=False
    cl=[client_of(people.citizen_make(district)) for _ in range(200)]
    for k in cl: k.get("/health/live")
    for k in cl[:20]: k.post("/api/v1/messages",{"text":TEXT},format="json")
    t=time.process_time(); w=time.monotonic()
    for k in cl[20:110]: k.post("/api/v1/messages",{"text":TEXT},format="json")
    print("PROF cpu ms", (time.process_time()-t)/90*1000, "wall", (time.monotonic()-w)/90*1000)
    pr=cProfile.Profile(); pr.enable()
    for k in cl[110:]: k.post("/api/v1/messages",{"text":TEXT},format="json")
    pr.disable(); s=io.StringIO(); pstats.Stats(pr,stream=s).sort_stats("cumulative").print_stats("django_core|accounts|contrib", 30); pstats.Stats(pr,stream=s).sort_stats("tottime").print_stats(14); print(s.getvalue())
